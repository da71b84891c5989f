package main

import (
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
	_ "unsafe" // for go:linkname

	"github.com/Masterminds/sprig/v3"
)

// Go's own functions, which the package does not export; the build needs -checklinkname=0.
//
//go:linkname builtins text/template.builtins
func builtins() template.FuncMap

// The evaluator treats these by their names, so that they cannot be watched as functions are:
// they count where the statement they stand in is reached.
var watchedAsNodes = []string{"and", "or", "call"}

type versions struct {
	Sprig    []string `json:"sprig"`
	Builtins []string `json:"builtins"`
	MadeBy   string   `json:"madeBy"`
}

func about() versions {
	v := versions{MadeBy: runtime.Version() + " text/template"}
	for name := range sprig.GenericFuncMap() {
		v.Sprig = append(v.Sprig, name)
	}
	for name := range builtins() {
		v.Builtins = append(v.Builtins, name+" of Go")
	}
	slices.Sort(v.Sprig)
	slices.Sort(v.Builtins)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if strings.HasSuffix(module.Path, "/sprig/v3") {
				v.MadeBy += ", sprig " + module.Version
			}
		}
	}
	return v
}

// worker watches programs run: its functions count their calls.
type worker struct {
	counts map[string]int
	// With sprig's functions and without.
	functions, plain template.FuncMap
	// What each statement of the program at hand uses when it is reached.
	statements [][]string
}

func newWorker() *worker {
	w := &worker{plain: template.FuncMap{}}
	for name, fn := range builtins() {
		if !slices.Contains(watchedAsNodes, name) {
			w.plain[name] = w.watched(name+" of Go", reflect.ValueOf(fn))
		}
	}
	w.plain["reached"] = func(statement int) string {
		for _, use := range w.statements[statement] {
			w.counts[use]++
		}
		return ""
	}
	w.functions = maps.Clone(w.plain)
	for name, fn := range sprig.TxtFuncMap() {
		w.functions[name] = w.watched(name, reflect.ValueOf(fn))
	}
	return w
}

func (w *worker) watched(name string, fn reflect.Value) any {
	return reflect.MakeFunc(fn.Type(), func(args []reflect.Value) []reflect.Value {
		w.counts[name]++
		if fn.Type().IsVariadic() {
			return fn.CallSlice(args)
		}
		return fn.Call(args)
	}).Interface()
}

// uses runs a program once more, with a probe before each statement and with functions that count.
func (w *worker) uses(p program) map[string]int {
	w.counts = map[string]int{}
	w.statements = nil
	functions := w.functions
	if p.Plain {
		functions = w.plain
	}
	_, _ = execute(p, functions, w.probe)
	for _, missing := range []string{"zero", "error"} {
		if p.MissingKey == missing {
			w.counts["missingkey="+missing]++
		}
	}
	if p.Left != "" {
		w.counts["{{delimiters}}"]++
	}
	return w.counts
}

func (w *worker) probe(t *template.Template) {
	for _, one := range t.Templates() {
		if one.Tree == nil || one.Root == nil {
			continue
		}
		first := []string{}
		if one.Name() != t.Name() {
			first = append(first, "{{define}}")
		}
		w.probeList(one.Root, first)
	}
}

// probeList puts a probe before each statement; uses are what reaching the list itself means.
func (w *worker) probeList(list *parse.ListNode, uses []string) {
	if list == nil {
		return
	}
	nodes := []parse.Node{w.probeNode(uses)}
	for _, node := range list.Nodes {
		nodes = append(nodes, w.probeNode(w.statementUses(node)), node)
	}
	list.Nodes = nodes
}

func (w *worker) probeNode(uses []string) parse.Node {
	w.statements = append(w.statements, uses)
	text := fmt.Sprintf("{{reached %d}}", len(w.statements)-1)
	trees, err := parse.Parse("probe", text, "", "", map[string]any{"reached": true})
	if err != nil {
		panic(err)
	}
	return trees["probe"].Root.Nodes[0]
}

// statementUses says what a statement uses when it is reached, and puts probes into its branches.
func (w *worker) statementUses(node parse.Node) []string {
	switch n := node.(type) {
	case *parse.TextNode:
		return []string{"text"}
	case *parse.ActionNode:
		return append(pipelineUses(n.Pipe), "{{pipeline}}")
	case *parse.IfNode:
		w.branches(&n.BranchNode, "if")
		return append(pipelineUses(n.Pipe), "{{if}}")
	case *parse.WithNode:
		w.branches(&n.BranchNode, "with")
		return append(pipelineUses(n.Pipe), "{{with}}")
	case *parse.RangeNode:
		w.branches(&n.BranchNode, "range")
		return append(pipelineUses(n.Pipe), fmt.Sprintf("{{range}} with %d variables", len(n.Pipe.Decl)))
	case *parse.TemplateNode:
		if strings.HasPrefix(n.Name, "block") {
			return append(pipelineUses(n.Pipe), "{{block}}")
		}
		return append(pipelineUses(n.Pipe), "{{template}}")
	case *parse.BreakNode:
		return []string{"{{break}}"}
	case *parse.ContinueNode:
		return []string{"{{continue}}"}
	}
	return nil
}

func (w *worker) branches(n *parse.BranchNode, name string) {
	w.probeList(n.List, nil)
	if n.ElseList == nil {
		return
	}
	use := "{{else}} of " + name
	if len(n.ElseList.Nodes) == 1 {
		switch n.ElseList.Nodes[0].(type) {
		case *parse.IfNode:
			use = "{{else if}} of " + name
		case *parse.WithNode:
			use = "{{else with}} of " + name
		}
	}
	w.probeList(n.ElseList, []string{use})
}

func pipelineUses(pipe *parse.PipeNode) []string {
	if pipe == nil {
		return nil
	}
	uses := []string{}
	if len(pipe.Decl) > 0 {
		uses = append(uses, map[bool]string{true: "$x = …", false: "$x := …"}[pipe.IsAssign])
	}
	if len(pipe.Cmds) > 1 {
		uses = append(uses, "… | …")
	}
	for _, command := range pipe.Cmds {
		for _, arg := range command.Args {
			uses = append(uses, operandUses(arg)...)
		}
	}
	return uses
}

func operandUses(node parse.Node) []string {
	switch n := node.(type) {
	case *parse.PipeNode:
		return append(pipelineUses(n), "( … )")
	case *parse.ChainNode:
		return append(operandUses(n.Node), "( … ).field")
	case *parse.VariableNode:
		return []string{map[bool]string{true: "$x.field", false: "$x"}[len(n.Ident) > 1]}
	case *parse.FieldNode:
		return []string{map[bool]string{true: ".field.field", false: ".field"}[len(n.Ident) > 1]}
	case *parse.DotNode:
		return []string{"."}
	case *parse.NilNode:
		return []string{"nil"}
	case *parse.BoolNode:
		return []string{"true, false"}
	case *parse.StringNode:
		return []string{map[bool]string{true: "`…`", false: `"…"`}[strings.HasPrefix(n.Quoted, "`")]}
	case *parse.NumberNode:
		return []string{numberUse(n)}
	case *parse.IdentifierNode:
		if slices.Contains(watchedAsNodes, n.Ident) {
			return []string{n.Ident + " of Go"}
		}
	}
	return nil
}

func numberUse(n *parse.NumberNode) string {
	switch {
	case strings.HasPrefix(n.Text, "'"):
		return "'…'"
	case n.IsComplex && !n.IsInt && !n.IsFloat:
		return "1i"
	case n.IsInt && !strings.ContainsAny(n.Text, ".eEpP"):
		if strings.ContainsAny(n.Text, "xXoObB_") {
			return "0x1_0"
		}
		return "1"
	}
	return "1.5"
}
