// Command charts-yaml runs Helm's conversions between text and values, for comparison.
//
// It reads JSON lines {"op", "text", "value"}: the text (base64) is read, or the value is written. It answers each with
// {"output"}: what came of it, and "unsettled" if Go itself does not fix that. In values, {"$int": "1"} stands for an
// int64; in output, too.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	yamlv2 "go.yaml.in/yaml/v2"
	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

type request struct {
	Op    string `json:"op"`
	Text  []byte `json:"text"`
	Value any    `json:"value"`
}

type answer struct {
	Output string `json:"output"`
	// Unsettled tells that Go's own result differs from run to run.
	Unsettled bool `json:"unsettled,omitempty"`
}

// collides tells whether two keys of a map are the same once they are text.
func collides(value any) bool {
	switch v := value.(type) {
	case map[any]any:
		seen := map[string]bool{}
		for key, element := range v {
			name := keyText(key)
			if seen[name] || collides(element) {
				return true
			}
			seen[name] = true
		}
	case []any:
		for _, element := range v {
			if collides(element) {
				return true
			}
		}
	}
	return false
}

func keyText(key any) string {
	if f, ok := key.(float64); ok {
		text := strconv.FormatFloat(f, 'g', -1, 32)
		return strings.NewReplacer("+Inf", ".inf", "-Inf", "-.inf", "NaN", ".nan").Replace(text)
	}
	return fmt.Sprint(key)
}

func isUnsettled(r request) bool {
	var v any
	if r.Text == nil || !strings.Contains(r.Op, "Yaml") || yamlv2.Unmarshal(r.Text, &v) != nil {
		return false
	}
	return collides(v)
}

func decode(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if text, ok := v["$int"].(string); ok {
			n, _ := strconv.ParseInt(text, 10, 64)
			return n
		}
		if text, ok := v["$float"].(string); ok {
			n, _ := strconv.ParseFloat(text, 64)
			return n
		}
		if text, ok := v["$bytes"].(string); ok {
			raw, _ := base64.StdEncoding.DecodeString(text)
			return string(raw)
		}
		for key, element := range v {
			v[key] = decode(element)
		}
		return v
	case []any:
		for i, element := range v {
			v[i] = decode(element)
		}
		return v
	}
	return value
}

// typed keeps apart what JSON does not.
func typed(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, element := range v {
			out[key] = typed(element)
		}
		return out
	case []map[string]any:
		out := []any{}
		for _, element := range v {
			out = append(out, typed(element))
		}
		return out
	case []any:
		if v == nil {
			return "nil slice"
		}
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = typed(element)
		}
		return out
	case int64:
		return map[string]any{"$int": strconv.FormatInt(v, 10)}
	case float64:
		return map[string]any{"$float": strconv.FormatFloat(v, 'g', -1, 64)}
	case time.Time:
		return map[string]any{"$time": v.String(), "$json": string(must(json.Marshal(v)))}
	}
	return value
}

func must(data []byte, err error) []byte {
	if err != nil {
		return []byte("error: " + err.Error())
	}
	return data
}

func dump(value any, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return string(must(json.Marshal(value)))
}

func run(r request) (output string) {
	defer func() {
		if p := recover(); p != nil {
			output = fmt.Sprintf("panic: %v", p)
		}
	}()
	value := decode(r.Value)
	switch r.Op {
	case "readYaml":
		var v any
		err := yaml.Unmarshal(r.Text, &v)
		return dump(v, err)
	case "readYamlStrict":
		var v any
		err := yaml.UnmarshalStrict(r.Text, &v)
		return dump(v, err)
	case "fromYaml":
		m := map[string]any{}
		if err := yaml.Unmarshal(r.Text, &m); err != nil {
			m["Error"] = err.Error()
		}
		return dump(m, nil)
	case "fromYamlArray":
		a := []any{}
		if err := yaml.Unmarshal(r.Text, &a); err != nil {
			a = []any{err.Error()}
		}
		return dump(a, nil)
	case "fromJson":
		m := map[string]any{}
		if err := json.Unmarshal(r.Text, &m); err != nil {
			m["Error"] = err.Error()
		}
		return dump(m, nil)
	case "fromJsonArray":
		a := []any{}
		if err := json.Unmarshal(r.Text, &a); err != nil {
			a = []any{err.Error()}
		}
		return dump(a, nil)
	case "fromToml":
		m := map[string]any{}
		if err := toml.Unmarshal(r.Text, &m); err != nil {
			m["Error"] = err.Error()
		}
		return dump(typed(m), nil)
	case "toYaml":
		data, err := yaml.Marshal(value)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(string(data), "\n")
	case "toYamlPretty":
		var data bytes.Buffer
		encoder := yamlv3.NewEncoder(&data)
		encoder.SetIndent(2)
		if err := encoder.Encode(value); err != nil {
			return ""
		}
		return strings.TrimSuffix(data.String(), "\n")
	case "toJson":
		data, err := json.Marshal(value)
		if err != nil {
			return ""
		}
		return string(data)
	case "toToml":
		var data bytes.Buffer
		if err := toml.NewEncoder(&data).Encode(value); err != nil {
			return err.Error()
		}
		return data.String()
	}
	return "unknown op " + r.Op
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64*1024*1024)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(answer{Output: run(r), Unsettled: isUnsettled(r)}); err != nil {
			os.Exit(1)
		}
	}
}
