{{ define "one" }}{{ include "two" . }}{{ end }}
{{ define "two" }}{{ include "three" . }}{{ end }}
{{ define "three" }}{{ .Values.a.b.c }}{{ end }}