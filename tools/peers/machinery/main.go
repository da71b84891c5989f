// Command machinery runs upstream's field management and strategic merge patch, for comparison.
//
// It reads JSON lines and answers each with one. {"op": "fields", "definitions", "apiVersion", "kind", "steps"} runs applies
// and updates one after the other and answers {"results": [{"object", "error"}]}; {"op": "strategic", "kind", "original",
// "patch"} answers {"object"} or {"error"}; {"op": "twoway", "kind", "original", "modified"} makes the patch as well and
// answers {"patch", "object"}.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

type step struct {
	Operation   string         `json:"operation"`
	Manager     string         `json:"manager"`
	Force       bool           `json:"force"`
	Subresource string         `json:"subresource"`
	ResetFields [][]string     `json:"resetFields"`
	Object      map[string]any `json:"object"`
}

type request struct {
	Op          string                  `json:"op"`
	Definitions map[string]*spec.Schema `json:"definitions"`
	APIVersion  string                  `json:"apiVersion"`
	Kind        string                  `json:"kind"`
	Steps       []step                  `json:"steps"`
	Original    map[string]any          `json:"original"`
	Patch       map[string]any          `json:"patch"`
	Modified    map[string]any          `json:"modified"`
}

type result struct {
	Object map[string]any `json:"object,omitempty"`
	Patch  map[string]any `json:"patch,omitempty"`
	Error  string         `json:"error,omitempty"`
	Causes any            `json:"causes,omitempty"`
}

type answer struct {
	result
	Results []result `json:"results,omitempty"`
}

type same struct{}

func (same) Convert(in, out, context any) error { return nil }
func (same) ConvertToVersion(in runtime.Object, _ runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}
func (same) ConvertFieldLabel(schema.GroupVersionKind, string, string) (string, string, error) {
	return "", "", errors.New("not here")
}
func (same) Default(runtime.Object) {}
func (same) New(gvk schema.GroupVersionKind) (runtime.Object, error) {
	empty := &unstructured.Unstructured{Object: map[string]any{}}
	empty.SetGroupVersionKind(gvk)
	return empty, nil
}

func resetFilter(apiVersion string, paths [][]string) map[fieldpath.APIVersion]fieldpath.Filter {
	if len(paths) == 0 {
		return nil
	}
	set := fieldpath.NewSet()
	for _, names := range paths {
		parts := []any{}
		for _, name := range names {
			parts = append(parts, name)
		}
		set.Insert(fieldpath.MakePathOrDie(parts...))
	}
	return map[fieldpath.APIVersion]fieldpath.Filter{fieldpath.APIVersion(apiVersion): fieldpath.NewExcludeSetFilter(set)}
}

func runSteps(r request) ([]result, error) {
	converter, err := managedfields.NewTypeConverter(r.Definitions, false)
	if err != nil {
		return nil, err
	}
	gv, err := schema.ParseGroupVersion(r.APIVersion)
	if err != nil {
		return nil, err
	}
	gvk := gv.WithKind(r.Kind)
	live, _ := same{}.New(gvk)
	results := []result{}
	for _, s := range r.Steps {
		manager, err := managedfields.NewDefaultFieldManager(converter, same{}, same{}, same{}, gvk, gv, s.Subresource, resetFilter(r.APIVersion, s.ResetFields))
		if err != nil {
			return nil, err
		}
		object := &unstructured.Unstructured{Object: runtime.DeepCopyJSON(s.Object)}
		var next runtime.Object
		if s.Operation == "Apply" {
			next, err = manager.Apply(live.DeepCopyObject(), object, s.Manager, s.Force)
		} else {
			next, err = manager.Update(live.DeepCopyObject(), object, s.Manager)
		}
		if err != nil {
			results = append(results, failed(err))
			continue
		}
		stamp(live, next)
		live = next
		results = append(results, result{Object: live.DeepCopyObject().(*unstructured.Unstructured).Object})
	}
	return results, nil
}

// Times are the clock's; one for all keeps answers the same, and the order of entries with them.
func stamp(_, object runtime.Object) {
	accessor := object.(*unstructured.Unstructured)
	entries := accessor.GetManagedFields()
	for i := range entries {
		if entries[i].Time != nil {
			entries[i].Time = &metav1.Time{}
			entries[i].Time.Time = metav1.Unix(1700000000, 0).Time.UTC()
		}
	}
	accessor.SetManagedFields(entries)
	accessor.SetUID("u")
}

func failed(err error) result {
	answer := result{Error: err.Error()}
	var status *apierrors.StatusError
	if errors.As(err, &status) && status.ErrStatus.Details != nil {
		answer.Causes = status.ErrStatus.Details.Causes
	}
	return answer
}

func typeOf(kind string) any {
	switch kind {
	case "Deployment":
		return appsv1.Deployment{}
	case "StatefulSet":
		return appsv1.StatefulSet{}
	case "Service":
		return corev1.Service{}
	case "Pod":
		return corev1.Pod{}
	case "ServiceAccount":
		return corev1.ServiceAccount{}
	case "ConfigMap":
		return corev1.ConfigMap{}
	case "ClusterRole":
		return rbacv1.ClusterRole{}
	}
	return nil
}

func strategic(kind string, original, patch map[string]any) result {
	object, err := strategicpatch.StrategicMergeMapPatch(runtime.DeepCopyJSON(original), runtime.DeepCopyJSON(patch), typeOf(kind))
	if err != nil {
		return failed(err)
	}
	return result{Object: object}
}

func twoWay(r request) result {
	patch, err := strategicpatch.CreateTwoWayMergeMapPatch(r.Original, r.Modified, typeOf(r.Kind))
	if err != nil {
		return failed(err)
	}
	kept := runtime.DeepCopyJSON(patch)
	answer := strategic(r.Kind, r.Original, patch)
	answer.Patch = kept
	return answer
}

func run(line []byte) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{result: result{Error: fmt.Sprintf("panic: %v", p)}}
		}
	}()
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{result: failed(err)}
	}
	normalize(&r)
	switch r.Op {
	case "fields":
		results, err := runSteps(r)
		if err != nil {
			return answer{result: failed(err)}
		}
		return answer{Results: results}
	case "strategic":
		return answer{result: strategic(r.Kind, r.Original, r.Patch)}
	}
	return answer{result: twoWay(r)}
}

// The API machinery tells integers from floats.
func normalize(r *request) {
	for i := range r.Steps {
		r.Steps[i].Object = integers(r.Steps[i].Object).(map[string]any)
	}
	r.Original, _ = integers(r.Original).(map[string]any)
	r.Patch, _ = integers(r.Patch).(map[string]any)
	r.Modified, _ = integers(r.Modified).(map[string]any)
}

func integers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			v[key] = integers(member)
		}
		return v
	case []any:
		for i, item := range v {
			v[i] = integers(item)
		}
		return v
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	}
	return value
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 0, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		if err := out.Encode(run(in.Bytes())); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
