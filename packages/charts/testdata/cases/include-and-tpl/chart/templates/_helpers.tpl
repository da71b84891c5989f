{{- define "mine" -}}
mine-{{ .Chart.Version }}
{{- end }}
{{- define "labels" }}
app: {{ .name }}
{{- with .more }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end }}
