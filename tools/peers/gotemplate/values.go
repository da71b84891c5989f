package main

import (
	"encoding/base64"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Functions that values can hold, for "call".
var callables = map[string]any{
	"sum": func(a, b int) int { return a + b },
	"joined": func(texts ...string) string {
		return strings.Join(texts, "+")
	},
	"failing": func() (string, error) { return "", errors.New("it failed") },
}

// decode turns JSON into values of Go's kinds: a map with one key that starts with a dollar stands for
// what JSON has no form for.
func decode(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 1 {
			for key, content := range v {
				if special, ok := decodeSpecial(key, content); ok {
					return special
				}
			}
		}
		for key, element := range v {
			v[key] = decode(element)
		}
	case []any:
		for index, element := range v {
			v[index] = decode(element)
		}
		// Go slices into the room behind the end, of which ours has none.
		return slices.Clip(v)
	}
	return value
}

func decodeSpecial(key string, content any) (any, bool) {
	text, _ := content.(string)
	if integer, ok := decodeInteger(key, text); ok {
		return integer, true
	}
	switch key {
	case "$float":
		return decodeFloat(text), true
	case "$bytes":
		raw, _ := base64.StdEncoding.DecodeString(text)
		return string(raw), true
	case "$list":
		return []any(nil), true
	case "$map":
		return map[string]any(nil), true
	case "$strings":
		return decodeStrings(content), true
	case "$ints":
		ints := []int{}
		for _, one := range content.([]any) {
			ints = append(ints, int(one.(float64)))
		}
		return ints, true
	case "$texts":
		texts := map[string]string{}
		for name, one := range content.(map[string]any) {
			texts[name] = one.(string)
		}
		return texts, true
	case "$func":
		return callables[text], true
	}
	return nil, false
}

func decodeStrings(content any) []string {
	if content == nil {
		return nil
	}
	texts := []string{}
	for _, one := range content.([]any) {
		texts = append(texts, one.(string))
	}
	return slices.Clip(texts)
}

func decodeFloat(text string) float64 {
	switch text {
	case "NaN":
		return math.NaN()
	case "-0":
		return math.Copysign(0, -1)
	}
	float, _ := strconv.ParseFloat(text, 64)
	return float
}

func decodeInteger(key, text string) (any, bool) {
	signed, _ := strconv.ParseInt(text, 10, 64)
	unsigned, _ := strconv.ParseUint(text, 10, 64)
	switch key {
	case "$int":
		return int(signed), true
	case "$int8":
		return int8(signed), true
	case "$int16":
		return int16(signed), true
	case "$int32":
		return int32(signed), true
	case "$int64":
		return signed, true
	case "$uint":
		return uint(unsigned), true
	case "$uint8":
		return uint8(unsigned), true
	case "$uint16":
		return uint16(unsigned), true
	case "$uint32":
		return uint32(unsigned), true
	case "$uint64":
		return unsigned, true
	}
	return nil, false
}
