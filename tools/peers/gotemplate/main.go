// Command gotemplate runs templates through Go's text/template with sprig, for comparison.
//
// It reads JSON lines and answers each with one line, in their order:
//
//   - a program {"template", "values", "files", "missingKey", "left", "right", "count"}: {"output"} or {"error"}, and with
//     "count" what of the language the program used until it ended;
//   - {"ask": "about"}: the functions that templates can call, and the versions of Go and sprig;
//   - {"check": KIND, ...}: whether Go accepts a value made elsewhere, {"error"} if not.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sync"
)

type request struct {
	program
	claim
	Ask string `json:"ask"`
}

func answer(w *worker, line []byte) any {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return result{Error: "the peer cannot read this: " + err.Error()}
	}
	switch {
	case r.Ask == "about":
		return about()
	case r.Check != "":
		return verdict(r.claim)
	}
	return w.judge(r.program)
}

// Lines are dealt to as many workers as there are processors, and written in their order.
func main() {
	lines := readLines()
	answers := make([]any, len(lines))
	next := make(chan int)
	var busy sync.WaitGroup
	for range runtime.NumCPU() {
		busy.Go(func() {
			w := newWorker()
			for index := range next {
				answers[index] = answer(w, lines[index])
				if r, ok := answers[index].(result); ok && r.Slow {
					// What is still running goes on counting.
					w = newWorker()
				}
			}
		})
	}
	for index := range lines {
		next <- index
	}
	close(next)
	busy.Wait()
	write(answers)
}

func readLines() [][]byte {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 64*1024*1024)
	var lines [][]byte
	for scanner.Scan() {
		lines = append(lines, append([]byte(nil), scanner.Bytes()...))
	}
	if err := scanner.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return lines
}

func write(answers []any) {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, one := range answers {
		if err := encoder.Encode(one); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
