// Command charts-schema answers with Helm's own code what a values.schema.json has against values, and what a line of
// the --set family makes of values, for comparison.
//
// It reads JSON lines {"kind", "schema", "values", "text", "previous"} and answers each with {"result"} or {"error"}.
// Numbers that are written {"$int64": "1"} are int64, as --set makes them; others are float64.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/strvals"
)

type request struct {
	Kind     string         `json:"kind"`
	Schema   string         `json:"schema"`
	Values   map[string]any `json:"values"`
	Text     string         `json:"text"`
	Previous []string       `json:"previous"`
	Children []child        `json:"children"`
}

type child struct {
	Name   string `json:"name"`
	Schema string `json:"schema"`
}

type answer struct {
	Result any    `json:"result"`
	Error  string `json:"error"`
}

func main() {
	log.SetOutput(io.Discard)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(run(r)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func run(r request) answer {
	if r.Kind == "schema" {
		return answer{Error: text(checkSchema(r))}
	}
	values := map[string]any{}
	for _, line := range r.Previous {
		_ = strvals.ParseInto(line, values)
	}
	err := set(r, values)
	return answer{Result: encode(values), Error: text(err)}
}

func checkSchema(r request) error {
	parent := &chart.Chart{Metadata: &chart.Metadata{Name: "parent"}}
	if r.Schema != "" {
		parent.Schema = []byte(r.Schema)
	}
	for _, one := range r.Children {
		parent.AddDependency(&chart.Chart{Metadata: &chart.Metadata{Name: one.Name}, Schema: []byte(one.Schema)})
	}
	return chartutil.ValidateAgainstSchema(parent, decode(r.Values).(map[string]any))
}

func set(r request, values map[string]any) error {
	switch r.Kind {
	case "set":
		return strvals.ParseInto(r.Text, values)
	case "set-string":
		return strvals.ParseIntoString(r.Text, values)
	case "set-json":
		return strvals.ParseJSON(r.Text, values)
	case "set-literal":
		return strvals.ParseLiteralInto(r.Text, values)
	case "set-file":
		return strvals.ParseIntoFile(r.Text, values, func(runes []rune) (any, error) {
			if string(runes) == "missing" {
				return nil, fmt.Errorf("open %s: no such file or directory", string(runes))
			}
			return "content of " + string(runes), nil
		})
	}
	return fmt.Errorf("no kind %s", r.Kind)
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func decode(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if text, ok := v["$int64"].(string); ok {
			n, _ := strconv.ParseInt(text, 10, 64)
			return n
		}
		for key, element := range v {
			v[key] = decode(element)
		}
	case []any:
		for i, element := range v {
			v[i] = decode(element)
		}
	}
	return value
}

func encode(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, element := range v {
			v[key] = encode(element)
		}
	case []any:
		for i, element := range v {
			v[i] = encode(element)
		}
	case int64:
		return map[string]any{"$int64": strconv.FormatInt(v, 10)}
	}
	return value
}
