package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"github.com/Masterminds/sprig/v3"
)

type program struct {
	Template   string          `json:"template"`
	Files      []file          `json:"files"`
	Values     json.RawMessage `json:"values"`
	MissingKey string          `json:"missingKey"`
	Left       string          `json:"left"`
	Right      string          `json:"right"`
	// Without sprig, one of whose functions hides one of Go's own.
	Plain bool `json:"plain"`
	Count bool `json:"count"`
}

type file struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// result is what came of a program. Text that is not UTF-8 goes as base64, for JSON has no form for it.
type result struct {
	Output string         `json:"output"`
	Error  string         `json:"error,omitempty"`
	Base64 bool           `json:"base64,omitempty"`
	Uses   map[string]int `json:"uses,omitempty"`
	Slow   bool           `json:"slow,omitempty"`
}

// Longer than this no generated program may keep Go busy.
const longest = time.Minute

func (w *worker) judge(p program) result {
	done := make(chan result, 1)
	go func() { done <- w.run(p) }()
	select {
	case r := <-done:
		return r
	case <-time.After(longest):
		return result{Slow: true, Error: "Go is still busy with this"}
	}
}

func (w *worker) run(p program) result {
	functions := sprig.TxtFuncMap()
	if p.Plain {
		functions = nil
	}
	output, err := execute(p, functions, nil)
	r := asResult(output, err)
	if p.Count {
		r.Uses = w.uses(p)
	}
	return r
}

func asResult(output string, err error) result {
	r := result{Output: output}
	if err != nil {
		r = result{Error: err.Error()}
	}
	if !utf8.ValidString(r.Output + r.Error) {
		r.Output = base64.StdEncoding.EncodeToString([]byte(r.Output))
		r.Error = base64.StdEncoding.EncodeToString([]byte(r.Error))
		r.Base64 = true
	}
	return r
}

// execute parses and runs a program; prepare may change the parsed templates.
func execute(p program, functions template.FuncMap, prepare func(*template.Template)) (output string, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	t := template.New("test").Funcs(functions).Delims(p.Left, p.Right)
	if p.MissingKey != "" {
		t = t.Option("missingkey=" + p.MissingKey)
	}
	for _, f := range p.Files {
		if _, err := t.New(f.Name).Parse(f.Text); err != nil {
			return "", err
		}
	}
	if _, err := t.Parse(p.Template); err != nil {
		return "", err
	}
	if prepare != nil {
		prepare(t)
	}
	var data any
	if len(p.Values) > 0 {
		var values map[string]any
		if err := json.Unmarshal(p.Values, &values); err != nil {
			return "", err
		}
		data = decode(values)
	}
	var out strings.Builder
	err = t.Execute(&out, data)
	return out.String(), err
}
