package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"time"

	operatorsv1 "github.com/operator-framework/api/pkg/operators/v1"
	"github.com/operator-framework/api/pkg/operators/v1alpha1"
	"github.com/operator-framework/operator-lifecycle-manager/pkg/api/client/clientset/versioned/fake"
	listersv1 "github.com/operator-framework/operator-lifecycle-manager/pkg/api/client/listers/operators/v1"
	listersv1alpha1 "github.com/operator-framework/operator-lifecycle-manager/pkg/api/client/listers/operators/v1alpha1"
	"github.com/operator-framework/operator-lifecycle-manager/pkg/controller/registry"
	"github.com/operator-framework/operator-lifecycle-manager/pkg/controller/registry/resolver"
	"github.com/operator-framework/operator-lifecycle-manager/pkg/controller/registry/resolver/cache"
	"github.com/operator-framework/operator-lifecycle-manager/pkg/lib/operatorlister"
	"github.com/operator-framework/operator-registry/pkg/api"
	"github.com/operator-framework/operator-registry/pkg/client"
	"github.com/sirupsen/logrus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	toolscache "k8s.io/client-go/tools/cache"
)

type content struct {
	Packages []*api.Package `json:"packages"`
	Bundles  []*api.Bundle  `json:"bundles"`
}

type catalog struct {
	Name      string   `json:"name"`
	Namespace string   `json:"namespace"`
	Priority  int      `json:"priority"`
	ContentID string   `json:"contentId"`
	Content   *content `json:"content"`
}

type namespaceQuestion struct {
	Namespace              string                           `json:"namespace"`
	GlobalNamespace        string                           `json:"globalNamespace"`
	Subscriptions          []v1alpha1.Subscription          `json:"subscriptions"`
	ClusterServiceVersions []v1alpha1.ClusterServiceVersion `json:"clusterServiceVersions"`
	Catalogs               []catalog                        `json:"catalogs"`
	FailForward            bool                             `json:"failForward"`
}

type operator struct {
	Name        string     `json:"name"`
	Catalog     string     `json:"catalog"`
	Package     string     `json:"package"`
	Channel     string     `json:"channel"`
	Replaces    string     `json:"replaces"`
	StartingCSV string     `json:"startingCsv"`
	Properties  []property `json:"properties"`
}

type property struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type outcome struct {
	Operators []operator `json:"operators"`
	Error     string     `json:"error"`
}

// A world is the surroundings of one namespace, with the resolver's own cache.
type world struct {
	question namespaceQuestion
	resolver *resolver.Resolver
}

func newWorld(asked namespaceQuestion, contents map[string]*content) *world {
	log := logrus.New()
	log.SetOutput(io.Discard)
	lister := operatorlister.NewLister()
	var objects []runtime.Object

	subscriptions := newIndexer()
	sort.Slice(asked.Subscriptions, func(i, j int) bool { return asked.Subscriptions[i].Name < asked.Subscriptions[j].Name })
	for i := range asked.Subscriptions {
		asked.Subscriptions[i].Namespace = asked.Namespace
		subscriptions.Add(&asked.Subscriptions[i])
		objects = append(objects, &asked.Subscriptions[i])
	}
	versions := newIndexer()
	for i := range asked.ClusterServiceVersions {
		asked.ClusterServiceVersions[i].Namespace = asked.Namespace
		versions.Add(&asked.ClusterServiceVersions[i])
	}
	groups := newIndexer()
	groups.Add(operatorGroup(asked))
	sources := newIndexer()
	clients := registryClients{}
	for _, one := range asked.Catalogs {
		sources.Add(&v1alpha1.CatalogSource{
			ObjectMeta: metav1.ObjectMeta{Name: one.Name, Namespace: one.Namespace},
			Spec:       v1alpha1.CatalogSourceSpec{Priority: one.Priority},
		})
		served := one.Content
		if served == nil {
			served = contents[one.ContentID]
		}
		clients[registry.CatalogKey{Name: one.Name, Namespace: one.Namespace}] = newRegistryClient(served)
	}
	catalogLister := listersv1alpha1.NewCatalogSourceLister(sources)
	lister.OperatorsV1alpha1().RegisterSubscriptionLister(asked.Namespace, listersv1alpha1.NewSubscriptionLister(subscriptions))
	lister.OperatorsV1alpha1().RegisterClusterServiceVersionLister(asked.Namespace, listersv1alpha1.NewClusterServiceVersionLister(versions))
	lister.OperatorsV1().RegisterOperatorGroupLister(asked.Namespace, listersv1.NewOperatorGroupLister(groups))
	for _, namespace := range []string{asked.Namespace, asked.GlobalNamespace} {
		lister.OperatorsV1alpha1().RegisterCatalogSourceLister(namespace, catalogLister)
	}
	provider := resolver.SourceProviderFromRegistryClientProvider(clients, catalogLister, log)
	entries := resolver.NewOperatorCacheProvider(lister, fake.NewSimpleClientset(objects...), provider, log)
	return &world{question: asked, resolver: resolver.NewDefaultResolver(entries, log)}
}

func newIndexer() toolscache.Indexer {
	byNamespace := toolscache.Indexers{toolscache.NamespaceIndex: toolscache.MetaNamespaceIndexFunc}
	return toolscache.NewIndexer(toolscache.MetaNamespaceKeyFunc, byNamespace)
}

func operatorGroup(asked namespaceQuestion) *operatorsv1.OperatorGroup {
	group := &operatorsv1.OperatorGroup{ObjectMeta: metav1.ObjectMeta{Name: "group", Namespace: asked.Namespace}}
	if asked.FailForward {
		group.Spec.UpgradeStrategy = operatorsv1.UpgradeStrategyUnsafeFailForward
	}
	return group
}

func (w *world) entries() ([]*cache.Entry, error) {
	namespaces := []string{w.question.Namespace}
	if w.question.GlobalNamespace != w.question.Namespace {
		namespaces = append(namespaces, w.question.GlobalNamespace)
	}
	var subscriptions []*v1alpha1.Subscription
	for i := range w.question.Subscriptions {
		subscriptions = append(subscriptions, &w.question.Subscriptions[i])
	}
	return w.resolver.Resolve(namespaces, subscriptions)
}

func (w *world) resolveOrFail() { w.entries() }

func (w *world) resolve() (result outcome) {
	defer func() {
		if crash := recover(); crash != nil {
			result = outcome{Error: fmt.Sprintf("panic: %v", crash)}
		}
	}()
	entries, err := w.entries()
	if err != nil {
		return outcome{Error: err.Error()}
	}
	for _, entry := range entries {
		one := operator{
			Name:        entry.Name,
			Catalog:     entry.SourceInfo.Catalog.String(),
			Package:     entry.Package(),
			Channel:     entry.Channel(),
			Replaces:    entry.Replaces,
			StartingCSV: entry.SourceInfo.StartingCSV,
		}
		for _, each := range entry.Properties {
			one.Properties = append(one.Properties, property{Type: each.Type, Value: each.Value})
		}
		result.Operators = append(result.Operators, one)
	}
	sort.Slice(result.Operators, func(i, j int) bool {
		left, _ := json.Marshal(result.Operators[i])
		right, _ := json.Marshal(result.Operators[j])
		return string(left) < string(right)
	})
	return result
}

type registryClients map[registry.CatalogKey]client.Interface

func (c registryClients) ClientsForNamespaces(...string) map[registry.CatalogKey]client.Interface {
	return c
}

// A catalogue that answers from memory.
type registryClient struct {
	client.Interface
	bundles  []*api.Bundle
	packages map[string]*api.Package
}

func newRegistryClient(served *content) *registryClient {
	packages := map[string]*api.Package{}
	for _, one := range served.Packages {
		packages[one.Name] = one
	}
	return &registryClient{bundles: served.Bundles, packages: packages}
}

func (c *registryClient) ListBundles(context.Context) (*client.BundleIterator, error) {
	return client.NewBundleIterator(&bundleStream{bundles: c.bundles}), nil
}

func (c *registryClient) GetPackage(_ context.Context, name string) (*api.Package, error) {
	if found, ok := c.packages[name]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("package %q not found", name)
}

func (c *registryClient) HealthCheck(context.Context, time.Duration) (bool, error) { return true, nil }

type bundleStream struct {
	bundles []*api.Bundle
	next    int
}

// Upstream adds to the properties of what it is sent, so each time a copy is sent.
func (s *bundleStream) Recv() (*api.Bundle, error) {
	if s.next >= len(s.bundles) {
		return nil, io.EOF
	}
	one := s.bundles[s.next]
	s.next++
	return &api.Bundle{
		CsvName: one.CsvName, PackageName: one.PackageName, ChannelName: one.ChannelName, Version: one.Version,
		CsvJson: one.CsvJson, Object: one.Object, BundlePath: one.BundlePath, SkipRange: one.SkipRange,
		Replaces: one.Replaces, Skips: one.Skips, Deprecation: one.Deprecation,
		ProvidedApis: one.ProvidedApis, RequiredApis: one.RequiredApis, Dependencies: one.Dependencies,
		Properties: append([]*api.Property(nil), one.Properties...),
	}, nil
}
