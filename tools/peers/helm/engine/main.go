// A Helm that stays: renders one chart again and again in one process, as `helm template` does it in a process of its own,
// and prints what each time cost.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
)

// Times are milliseconds, one figure a run.
type Times struct {
	// Load is reading the chart, Again is rendering the chart that was read.
	Load  []float64 `json:"load"`
	Again []float64 `json:"again"`
	Bytes int       `json:"bytes"`
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path, count string) error {
	times, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	var result Times
	for range times {
		started := time.Now()
		loaded, err := loader.Load(path)
		if err != nil {
			return err
		}
		result.Load = append(result.Load, since(started))
		started = time.Now()
		text, err := render(loaded)
		if err != nil {
			return err
		}
		result.Again = append(result.Again, since(started))
		result.Bytes = len(text)
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// render is the action behind `helm template`. A dependency that is processed changes the chart, so each run has a chart of
// its own.
func render(loaded *chart.Chart) (string, error) {
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}})
	install.ClientOnly = true
	install.DryRun = true
	install.Replace = true
	install.ReleaseName = "bench"
	install.Namespace = "default"
	install.KubeVersion = &chartutil.DefaultCapabilities.KubeVersion
	release, err := install.Run(loaded, map[string]any{})
	if err != nil {
		return "", err
	}
	text := release.Manifest
	for _, hook := range release.Hooks {
		text += hook.Manifest
	}
	return text, nil
}

func since(started time.Time) float64 {
	return float64(time.Since(started).Microseconds()) / 1000
}
