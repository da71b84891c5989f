/** The shapes of OLM's own structs and of the objects that a CSV's permissions become; see shapes.ts for the notation. */
export const olmShapes: Readonly<Record<string, string>> = {
  UnpackedBundleReference:
    'kind:string name:string namespace:string catalogSourceName:string catalogSourceNamespace:string replaces:string properties:string',
  PropertiesAnnotation: 'properties?:[]BundleProperty',
  BundleProperty: 'type:string value:RawMessage',
  ClusterServiceVersion:
    'kind?:string apiVersion?:string metadata:ObjectMeta spec:ClusterServiceVersionSpec status:ClusterServiceVersionStatus',
  Subscription: 'kind?:string apiVersion?:string metadata:ObjectMeta spec:*SubscriptionSpec status:SubscriptionStatus',
  Role: 'kind?:string apiVersion?:string metadata?:ObjectMeta rules:[]PolicyRule',
  RoleBinding: 'kind?:string apiVersion?:string metadata?:ObjectMeta subjects?:[]Subject roleRef:RoleRef',
  ClusterRole:
    'kind?:string apiVersion?:string metadata?:ObjectMeta rules:[]PolicyRule aggregationRule?:*AggregationRule',
  ClusterRoleBinding: 'kind?:string apiVersion?:string metadata?:ObjectMeta subjects?:[]Subject roleRef:RoleRef',
  ServiceAccount:
    'kind?:string apiVersion?:string metadata?:ObjectMeta secrets?:[]ObjectReference imagePullSecrets?:[]LocalObjectReference automountServiceAccountToken?:*bool',
  ClusterServiceVersionSpec:
    'install:NamedInstallStrategy version?:OperatorVersion maturity?:string customresourcedefinitions?:CustomResourceDefinitions apiservicedefinitions?:APIServiceDefinitions webhookdefinitions?:[]WebhookDescription nativeAPIs?:[]GroupVersionKind minKubeVersion?:string displayName:string description?:string keywords?:[]string maintainers?:[]Maintainer provider?:AppLink links?:[]AppLink icon?:[]Icon installModes?:[]InstallMode replaces?:string labels?:{}string annotations?:{}string selector?:*LabelSelector cleanup?:CleanupSpec skips?:[]string relatedImages?:[]RelatedImage',
  ClusterServiceVersionStatus:
    'phase?:string message?:string reason?:string lastUpdateTime?:*Time lastTransitionTime?:*Time conditions?:[]ClusterServiceVersionCondition requirementStatus?:[]RequirementStatus certsLastUpdated?:*Time certsRotateAt?:*Time cleanup?:CleanupStatus',
  SubscriptionSpec:
    'source:string sourceNamespace:string name:string channel?:string startingCSV?:string installPlanApproval?:string config?:*SubscriptionConfig',
  SubscriptionStatus:
    'currentCSV?:string installedCSV?:string installplan?:*InstallPlanReference state?:string reason?:string installPlanGeneration?:int installPlanRef?:*ObjectReference catalogHealth?:[]SubscriptionCatalogHealth conditions?:[]SubscriptionCondition lastUpdated:Time',
  AggregationRule: 'clusterRoleSelectors?:[]LabelSelector',
  ObjectReference:
    'kind?:string namespace?:string name?:string uid?:string apiVersion?:string resourceVersion?:string fieldPath?:string',
  NamedInstallStrategy: 'strategy:string spec?:StrategyDetailsDeployment',
  CustomResourceDefinitions: 'owned?:[]CRDDescription required?:[]CRDDescription',
  APIServiceDefinitions: 'owned?:[]APIServiceDescription required?:[]APIServiceDescription',
  GroupVersionKind: 'group:string version:string kind:string',
  Maintainer: 'name?:string email?:string',
  AppLink: 'name?:string url?:string',
  Icon: 'base64data:string mediatype:string',
  InstallMode: 'type:string supported:bool',
  CleanupSpec: 'enabled:bool',
  RelatedImage: 'name:string image:string',
  ClusterServiceVersionCondition:
    'phase?:string message?:string reason?:string lastUpdateTime?:*Time lastTransitionTime?:*Time',
  RequirementStatus:
    'group:string version:string kind:string name:string status:string message:string uuid?:string dependents?:[]DependentStatus',
  CleanupStatus: 'pendingDeletion?:[]ResourceList',
  SubscriptionConfig:
    'selector?:*LabelSelector nodeSelector?:{}string tolerations?:[]Toleration resources?:*ResourceRequirements envFrom?:[]EnvFromSource env?:[]EnvVar volumes?:[]Volume volumeMounts?:[]VolumeMount affinity?:*Affinity annotations?:{}string',
  InstallPlanReference: 'apiVersion:string kind:string name:string uuid:string',
  SubscriptionCatalogHealth: 'catalogSourceRef:*ObjectReference lastUpdated:*Time healthy:bool',
  SubscriptionCondition:
    'type:string status:string reason?:string message?:string lastHeartbeatTime?:*Time lastTransitionTime?:*Time',
  StrategyDetailsDeployment:
    'deployments:[]StrategyDeploymentSpec permissions?:[]StrategyDeploymentPermissions clusterPermissions?:[]StrategyDeploymentPermissions',
  CRDDescription:
    'name:string version:string kind:string displayName?:string description?:string resources?:[]APIResourceReference statusDescriptors?:[]StatusDescriptor specDescriptors?:[]SpecDescriptor actionDescriptors?:[]ActionDescriptor',
  APIServiceDescription:
    'name:string group:string version:string kind:string deploymentName?:string containerPort?:int displayName?:string description?:string resources?:[]APIResourceReference statusDescriptors?:[]StatusDescriptor specDescriptors?:[]SpecDescriptor actionDescriptors?:[]ActionDescriptor',
  DependentStatus: 'group:string version:string kind:string status:string uuid?:string message?:string',
  ResourceList: 'group:string kind:string instances:[]ResourceInstance',
  StrategyDeploymentSpec: 'name:string spec:DeploymentSpec label?:{}string',
  StrategyDeploymentPermissions: 'serviceAccountName:string rules:[]PolicyRule',
  APIResourceReference: 'name:string kind:string version:string',
  StatusDescriptor: 'path:string displayName?:string description?:string x-descriptors?:[]string value?:RawMessage',
  SpecDescriptor: 'path:string displayName?:string description?:string x-descriptors?:[]string value?:RawMessage',
  ActionDescriptor: 'path:string displayName?:string description?:string x-descriptors?:[]string value?:RawMessage',
  ResourceInstance: 'name:string namespace?:string',
};
