{{ define "p" }}{{ . | upper }}{{ end }}{{ define "y" }}a: 1
b: [2]{{ end }}{{ define "none" }}{{ .Values.none }}{{ end }}{{ define "e" }}{{ end }}