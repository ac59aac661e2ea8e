#!/usr/bin/env bash
# Draws what bench/deltas.sh measured as an SVG on standard output: three panels with logarithmic axes.
#
#   bench/plot.sh ROWS.tsv >PLOT.svg
set -euo pipefail
export LC_ALL=C
[ $# -eq 1 ] || { echo "usage: bench/plot.sh ROWS.tsv" >&2; exit 2; }

# Medians: MiB, change, contender, wall, stored MiB.
medians() {
    awk -F '\t' '$3 == "point" { print $1 "\t" $2 "\t" $4 }' "$1" | sort -u | while IFS=$'\t' read -r mb change contender; do
        for field in 5 8; do
            awk -F '\t' -v m="$mb" -v p="$change" -v c="$contender" -v f="$field" \
                '$3 == "point" && $1 == m && $2 == p && $4 == c { print $f }' "$1" | sort -g |
                awk '{ a[NR] = $1 } END { printf "%s\n", (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'
        done | paste -s -d '\t' | sed "s/^/$mb\t$change\t$contender\t/"
    done
}

medians "$1" | awk -F '\t' '
{ mb[NR] = $1; change[NR] = $2; who[NR] = $3; wall[NR] = $4; stored[NR] = $5 / 1048576; names[$3]; sizes[$1]; n = NR }
function log10(x) { return log(x) / log(10) }
function px(x) { return left + (log10(x) - log10(x0)) / (log10(x1) - log10(x0)) * width }
function py(y) { return top + height - (log10(y) - log10(y0)) / (log10(y1) - log10(y0)) * height }
function floor10(x,  e) { e = log10(x); e = e < 0 && e != int(e) ? int(e) - 1 : int(e); return 10 ^ e }
function tick(x) { return x >= 1 ? sprintf("%d", x) : sprintf("%g", x) }
# One panel: points (vx[i], vy[i]) of the rows with use[i], joined for each contender in the order of x.
function panel(title, xlabel, ylabel, xticks, nticks,   i, j, k, y, t, c, path, m, order, tmp) {
    x0 = 1e99; x1 = 0; y0 = 1e99; y1 = 0
    for (i = 1; i <= n; i++) if (use[i]) {
        if (vx[i] < x0) x0 = vx[i]; if (vx[i] > x1) x1 = vx[i]
        if (vy[i] < y0) y0 = vy[i]; if (vy[i] > y1) y1 = vy[i]
    }
    if (x1 == 0) return
    y0 = floor10(y0); y1 = floor10(y1) * 10
    if (x0 == x1) { x0 /= 2; x1 *= 2 }
    printf "<text x=\"%d\" y=\"%d\" class=\"title\">%s</text>\n", left, top - 12, title
    printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"frame\"/>\n", left, top, width, height
    for (y = y0; y <= y1 * 1.01; y *= 10) {
        printf "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>", left, left + width, py(y), py(y)
        printf "<text x=\"%d\" y=\"%.1f\" class=\"y\">%s</text>\n", left - 6, py(y) + 4, tick(y)
    }
    for (t = 1; t <= nticks; t++)
        printf "<text x=\"%.1f\" y=\"%d\" class=\"x\">%s</text>\n", px(xticks[t]), top + height + 16, tick(xticks[t])
    printf "<text x=\"%.1f\" y=\"%d\" class=\"x\">%s</text>\n", left + width / 2, top + height + 34, xlabel
    printf "<text x=\"%.1f\" y=\"%.1f\" class=\"x\" transform=\"rotate(-90 %.1f %.1f)\">%s</text>\n", left - 40, top + height / 2, left - 40, top + height / 2, ylabel
    for (c = 1; c <= contenders; c++) {
        m = 0
        for (i = 1; i <= n; i++) if (use[i] && who[i] == list[c]) order[++m] = i
        for (j = 1; j < m; j++) for (k = j + 1; k <= m; k++) if (vx[order[k]] < vx[order[j]]) { tmp = order[j]; order[j] = order[k]; order[k] = tmp }
        path = ""
        for (j = 1; j <= m; j++) {
            path = path sprintf("%s%.1f,%.1f", j > 1 ? " " : "", px(vx[order[j]]), py(vy[order[j]]))
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", px(vx[order[j]]), py(vy[order[j]]), colour[c]
        }
        printf "<polyline points=\"%s\" stroke=\"%s\" class=\"line\"%s/>\n", path, colour[c], list[c] ~ /^ours/ ? " stroke-width=\"3\"" : ""
    }
}
END {
    split("ours-zstd ours-gzip duplicity restic borg-zstd borg", wanted, " ")
    split("#0a7d33 #63b01a #8a4fbf #d1495b #2e6fb7 #7fb3e6", palette, " ")
    for (i = 1; i in wanted; i++) if (wanted[i] in names) { list[++contenders] = wanted[i]; colour[contenders] = palette[i] }
    small = 1e99
    for (s in sizes) if (s + 0 < small) small = s + 0
    width = 230; height = 210; top = 46
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"980\" height=\"350\" font-family=\"sans-serif\" font-size=\"12\">\n"
    printf "<style>.frame{fill:none;stroke:#888}.grid{stroke:#ddd}.y{text-anchor:end;fill:#444}.x{text-anchor:middle;fill:#444}.title{font-weight:bold}.line{fill:none;stroke-width:1.5}</style>\n"
    printf "<rect width=\"980\" height=\"350\" fill=\"white\"/>\n"
    for (i = 1; i <= n; i++) { use[i] = mb[i] == small; vx[i] = change[i]; vy[i] = wall[i]; xs[change[i]] }
    nt = 0; for (x in xs) tx[++nt] = x + 0
    left = 60; panel("Time of a recovery point, " small " MiB", "changed pages, %", "seconds", tx, nt)
    for (i = 1; i <= n; i++) vy[i] = stored[i]
    left = 390; panel("Bytes stored for it, " small " MiB", "changed pages, %", "MiB", tx, nt)
    ns = 0; for (s in sizes) ts[++ns] = s + 0
    for (i = 1; i <= n; i++) { use[i] = change[i] == 1; vx[i] = mb[i]; vy[i] = wall[i] }
    left = 720; panel("Time at 1 % changed", "database, MiB", "seconds", ts, ns)
    for (c = 1; c <= contenders; c++)
        printf "<rect x=\"%d\" y=\"325\" width=\"14\" height=\"8\" fill=\"%s\"/><text x=\"%d\" y=\"333\">%s</text>\n", 60 + (c - 1) * 150, colour[c], 80 + (c - 1) * 150, list[c]
    print "</svg>"
}'
