// Whether objects are healthy: one object a line on stdin, on stdout what kstatus (Helm 4) and the ready checker of Helm 3
// say of it, a line each.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"helm.sh/helm/v3/pkg/kube"
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/kubernetes/scheme"
)

type answer struct {
	Kstatus string `json:"kstatus"`
	// Ready is `true`, `false`, an error's text, or empty for kinds that Helm 3 knows nothing of.
	Ready string `json:"ready"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	results := json.NewEncoder(out)
	for lines.Scan() {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(lines.Bytes()); err != nil {
			return err
		}
		result, err := status.Compute(object)
		if err != nil {
			return fmt.Errorf("%s: %w", lines.Text(), err)
		}
		if err := results.Encode(answer{Kstatus: string(result.Status), Ready: ready(object)}); err != nil {
			return err
		}
	}
	return lines.Err()
}

func ready(object *unstructured.Unstructured) string {
	typed, err := scheme.Scheme.New(object.GroupVersionKind())
	if err != nil {
		return ""
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, typed); err != nil {
		return err.Error()
	}
	objects := []runtime.Object{typed}
	if deployment, ok := typed.(*appsv1.Deployment); ok {
		objects = append(objects, newReplicaSet(deployment))
	}
	checker := kube.NewReadyChecker(fake.NewClientset(objects...), nil, kube.CheckJobs(true), kube.PausedAsReady(true))
	info := &resource.Info{Object: object, Namespace: object.GetNamespace(), Name: object.GetName()}
	isReady, err := checker.IsReady(context.Background(), info)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(isReady)
}

// newReplicaSet is the one that a deployment's controller would have made of its present template.
func newReplicaSet(deployment *appsv1.Deployment) *appsv1.ReplicaSet {
	isController := true
	return &appsv1.ReplicaSet{
		ObjectMeta: metav1.ObjectMeta{
			Name:      deployment.Name + "-new",
			Namespace: deployment.Namespace,
			Labels:    deployment.Spec.Template.Labels,
			OwnerReferences: []metav1.OwnerReference{
				{APIVersion: "apps/v1", Kind: "Deployment", Name: deployment.Name, UID: deployment.UID, Controller: &isController},
			},
		},
		Spec:   appsv1.ReplicaSetSpec{Selector: deployment.Spec.Selector, Template: deployment.Spec.Template},
		Status: appsv1.ReplicaSetStatus{ReadyReplicas: deployment.Status.ReadyReplicas},
	}
}
