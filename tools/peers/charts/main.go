// Command charts renders charts with Helm's own packages, for comparison.
//
// It reads JSON lines of requests (see request) and answers each with what `helm template` makes of the chart, the notes
// that `helm install` shows, the chart as a release records it, and what Helm logs meanwhile; or with {"error"}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"

	pkgerrors "github.com/pkg/errors"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
)

type request struct {
	Files []file `json:"files"`
	// A directory of a chart instead of files.
	Directory string `json:"directory"`
	// A .tgz instead of files.
	Archive     []byte   `json:"archive"`
	Values      []string `json:"values"`
	Name        string   `json:"name"`
	Namespace   string   `json:"namespace"`
	IsUpgrade   bool     `json:"isUpgrade"`
	KubeVersion string   `json:"kubeVersion"`
	APIVersions []string `json:"apiVersions"`
	SubNotes    bool     `json:"subchartNotes"`
	IncludeCRDs bool     `json:"includeCrds"`
	// Only the engine, in one of its other modes.
	Strict bool `json:"strict"`
	Lint   bool `json:"lint"`
}

type file struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Data []byte `json:"data"`
}

type answer struct {
	Manifest string          `json:"manifest"`
	Hooks    []*release.Hook `json:"hooks,omitempty"`
	Notes    string          `json:"notes"`
	Metadata *chart.Metadata `json:"metadata,omitempty"`
	Values   map[string]any  `json:"values,omitempty"`
	Log      []string        `json:"log,omitempty"`
	Error    string          `json:"error,omitempty"`
}

func load(r request) (*chart.Chart, error) {
	if r.Directory != "" {
		return loader.LoadDir(r.Directory)
	}
	if r.Archive != nil {
		return loader.LoadArchive(bytes.NewReader(r.Archive))
	}
	files := make([]*loader.BufferedFile, 0, len(r.Files))
	for _, f := range r.Files {
		data := f.Data
		if data == nil {
			data = []byte(f.Text)
		}
		files = append(files, &loader.BufferedFile{Name: f.Name, Data: data})
	}
	return loader.LoadFiles(files)
}

func userValues(texts []string) (map[string]any, error) {
	options := values.Options{}
	for i, text := range texts {
		name := fmt.Sprintf("values-%d.yaml", i)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return nil, err
		}
		options.ValueFiles = append(options.ValueFiles, name)
	}
	return options.MergeValues(nil)
}

// installable says what `helm template` asks of a chart before it renders it.
func installable(c *chart.Chart) error {
	if t := c.Metadata.Type; t != "" && t != "application" {
		return fmt.Errorf("%s charts are not installable", t)
	}
	if err := action.CheckDependencies(c, c.Metadata.Dependencies); err != nil {
		return pkgerrors.Wrap(err, "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies")
	}
	return nil
}

func run(r request) (result answer) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer func() {
		if p := recover(); p != nil {
			result = answer{Error: fmt.Sprintf("panic: %v", p)}
		}
		for _, line := range strings.Split(logged.String(), "\n") {
			if line != "" {
				result.Log = append(result.Log, line)
			}
		}
		sort.Strings(result.Log)
	}()
	fail := func(err error) answer { return answer{Error: err.Error()} }
	vals, err := userValues(r.Values)
	if err != nil {
		return fail(err)
	}
	c, err := load(r)
	if err != nil {
		return fail(err)
	}
	if err := installable(c); err != nil {
		return fail(err)
	}
	if r.Strict || r.Lint {
		return engineOnly(r, c, vals)
	}
	kubeVersion, err := chartutil.ParseKubeVersion(r.KubeVersion)
	if err != nil {
		return fail(err)
	}
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}})
	install.DryRun, install.DryRunOption, install.ClientOnly, install.Replace = true, "true", true, true
	install.ReleaseName, install.Namespace, install.IsUpgrade = r.Name, r.Namespace, r.IsUpgrade
	install.KubeVersion, install.APIVersions = kubeVersion, r.APIVersions
	install.SubNotes, install.IncludeCRDs = r.SubNotes, r.IncludeCRDs
	rel, err := install.Run(c, vals)
	if err != nil {
		return fail(err)
	}
	return answer{
		Manifest: rel.Manifest, Hooks: rel.Hooks, Notes: rel.Info.Notes, Metadata: c.Metadata, Values: c.Values,
	}
}

func engineOnly(r request, c *chart.Chart, vals map[string]any) answer {
	if err := chartutil.ProcessDependenciesWithMerge(c, vals); err != nil {
		return answer{Error: err.Error()}
	}
	options := chartutil.ReleaseOptions{
		Name: r.Name, Namespace: r.Namespace, Revision: 1, IsInstall: !r.IsUpgrade, IsUpgrade: r.IsUpgrade,
	}
	caps := chartutil.DefaultCapabilities.Copy()
	kubeVersion, err := chartutil.ParseKubeVersion(r.KubeVersion)
	if err != nil {
		return answer{Error: err.Error()}
	}
	caps.KubeVersion = *kubeVersion
	caps.APIVersions = append(caps.APIVersions, r.APIVersions...)
	rendered, err := chartutil.ToRenderValues(c, vals, options, caps)
	if err != nil {
		return answer{Error: err.Error()}
	}
	// Only linting leaves it out.
	if wanted := c.Metadata.KubeVersion; !r.Lint && wanted != "" && !chartutil.IsCompatibleRange(wanted, caps.KubeVersion.String()) {
		return answer{Error: fmt.Sprintf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, caps.KubeVersion.String())}
	}
	files, err := engine.Engine{Strict: r.Strict, LintMode: r.Lint}.Render(c, rendered)
	if err != nil {
		return answer{Error: err.Error()}
	}
	for name := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(files, name)
		}
	}
	hooks, manifests, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var printed strings.Builder
	for _, m := range manifests {
		fmt.Fprintf(&printed, "---\n# Source: %s\n%s\n", m.Name, m.Content)
	}
	return answer{Manifest: printed.String(), Hooks: hooks, Metadata: c.Metadata, Values: c.Values}
}

func main() {
	directory, err := os.MkdirTemp("", "violet-charts-")
	if err == nil {
		err = os.Chdir(directory)
	}
	if err != nil {
		log.Fatal(err)
	}
	err = serve()
	os.RemoveAll(filepath.Clean(directory))
	if err != nil {
		log.SetOutput(os.Stderr)
		log.Fatal(err)
	}
}

func serve() error {
	log.SetFlags(0)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 256*1024*1024)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		if err := encoder.Encode(run(r)); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), out.Flush())
}
