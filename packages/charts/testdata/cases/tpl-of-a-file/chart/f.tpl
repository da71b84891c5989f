name: {{ .Release.Name }}
{{- range .Values.l }}
- {{ . }}
{{- end }}
