// Command gotemplate runs templates through Go's text/template with sprig, for comparison.
//
// It reads JSON lines {"template", "values", "name", "missingKey", "left", "right"} and answers each with
// {"output"} or {"error"}. In values, {"$int": "1"} stands for an int and {"$int64": "1"} for an int64.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

type request struct {
	Name       string         `json:"name"`
	Template   string         `json:"template"`
	Files      []file         `json:"files"`
	Values     map[string]any `json:"values"`
	MissingKey string         `json:"missingKey"`
	Left       string         `json:"left"`
	Right      string         `json:"right"`
}

type file struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type answer struct {
	Output string `json:"output"`
	Error  string `json:"error,omitempty"`
}

func decode(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if text, ok := v["$int"].(string); ok {
			n, _ := strconv.Atoi(text)
			return n
		}
		if text, ok := v["$int64"].(string); ok {
			n, _ := strconv.ParseInt(text, 10, 64)
			return n
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

func run(r request) (result answer) {
	defer func() {
		if p := recover(); p != nil {
			result = answer{Error: fmt.Sprintf("panic: %v", p)}
		}
	}()
	if r.Name == "" {
		r.Name = "test"
	}
	t := template.New(r.Name).Funcs(sprig.TxtFuncMap()).Delims(r.Left, r.Right)
	if r.MissingKey != "" {
		t = t.Option("missingkey=" + r.MissingKey)
	}
	for _, f := range r.Files {
		if _, err := t.New(f.Name).Parse(f.Text); err != nil {
			return answer{Error: err.Error()}
		}
	}
	if _, err := t.Parse(r.Template); err != nil {
		return answer{Error: err.Error()}
	}
	var out strings.Builder
	var data any
	if r.Values != nil {
		data = decode(r.Values)
	}
	if err := t.Execute(&out, data); err != nil {
		return answer{Output: out.String(), Error: err.Error()}
	}
	return answer{Output: out.String()}
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
		if err := encoder.Encode(run(r)); err != nil {
			os.Exit(1)
		}
		out.Flush()
	}
}
