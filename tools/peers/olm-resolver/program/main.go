// Command olm-resolver is OLM's own resolver as a program that answers questions line by line: what it would install in a
// namespace, and how long it takes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// A question. Contents that were sent under an id before may be named by it.
type question struct {
	Op       string             `json:"op"`
	ID       string             `json:"id"`
	Content  *content           `json:"content"`
	Question *namespaceQuestion `json:"question"`
	// How often to ask: the order of upstream's search is random.
	Times int `json:"times"`
}

type answer struct {
	// All different outcomes, in the order of their first appearance.
	Outcomes []outcome `json:"outcomes,omitempty"`
	// Milliseconds of each time.
	Milliseconds []float64 `json:"milliseconds,omitempty"`
	Error        string    `json:"error,omitempty"`
}

func main() {
	contents := map[string]*content{}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	decoder := json.NewDecoder(lines)
	encoder := json.NewEncoder(out)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		encoder.Encode(reply(asked, contents))
		out.Flush()
	}
}

func reply(asked question, contents map[string]*content) answer {
	times := max(asked.Times, 1)
	switch asked.Op {
	case "content":
		contents[asked.ID] = asked.Content
		return answer{}
	case "resolve":
		return answer{Outcomes: differentOutcomes(*asked.Question, contents, times)}
	case "cold":
		return timed(times, func() func() { return newWorld(*asked.Question, contents).resolveOrFail })
	case "warm":
		warm := newWorld(*asked.Question, contents)
		warm.resolveOrFail()
		return timed(times, func() func() { return warm.resolveOrFail })
	}
	return answer{Error: "unknown op " + asked.Op}
}

// Nothing of what prepares a time is measured.
func timed(times int, prepare func() func()) answer {
	var all []float64
	for range times {
		deed := prepare()
		started := time.Now()
		deed()
		all = append(all, float64(time.Since(started).Nanoseconds())/1e6)
	}
	return answer{Milliseconds: all}
}

func differentOutcomes(asked namespaceQuestion, contents map[string]*content, times int) []outcome {
	asking := newWorld(asked, contents)
	seen := map[string]bool{}
	var all []outcome
	for range times {
		one := asking.resolve()
		key, _ := json.Marshal(one)
		if !seen[string(key)] {
			seen[string(key)] = true
			all = append(all, one)
		}
	}
	return all
}
