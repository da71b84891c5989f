{{- define "web-cli.labels" -}}
app.kubernetes.io/name: web-cli
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
{{- define "web-cli.image" -}}
{{- $image := .Values.global.images.webCli -}}
{{ .Values.global.registry.address }}/{{ $image.repository }}:{{ $image.tag }}
{{- end -}}
