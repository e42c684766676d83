extension SiteStyle {
  /// Lists of runs, the overview, costs.
  static let runs = """
    nav.pages,nav.choices{background:none;border:0;border-radius:0;padding:0}
    nav.pages{margin:1rem 0 0}nav.pages a{padding:.3rem 0}
    nav.choices{margin:0 0 1.2rem}nav.choices ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;margin:0;padding:0}
    nav.choices a{display:block;padding:.3rem .85rem;border:1px solid var(--line);border-radius:999px;text-decoration:none;\
    color:var(--ink);background:var(--card)}
    nav.choices a[aria-current]{background:var(--ink);color:var(--page);border-color:var(--ink)}
    td.count,tbody td.count,tfoot td.count,thead th.count{color:var(--ink)}thead th.count{font-weight:600}
    .grid.attention{margin-top:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr))}
    form.filters input,form.filters select{height:2.6rem}
    form.filters .acts{display:flex;gap:1rem;align-items:center}
    table.runs td{white-space:nowrap}table.runs th[scope=row]{min-width:14rem;font-weight:500}
    table.runs td:nth-child(3){white-space:normal;min-width:9rem}
    .rows{list-style:none;margin:.2rem 0;padding:0}.rows li{padding:.35rem 0;border-bottom:1px solid var(--line)}
    .rows li:last-child{border-bottom:0}
    .card h2 .chip{vertical-align:.15em;margin-left:.3rem}
    .tiles.figures{margin:.2rem 0 1.4rem}.tiles.figures div{flex:1 1 9rem}
    .tiles.figures dd{white-space:nowrap}.tiles.figures dd .soft{white-space:normal;display:block;font-size:.8rem;font-weight:400}
    figure.bars{margin:0}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0 0 .6rem;padding:0;font-size:.85rem;color:var(--soft)}
    svg.key{width:.75rem;height:.75rem;vertical-align:-.06em;margin-right:.2rem}
    svg .reach{fill:var(--ink);opacity:0}svg g:hover>.reach{opacity:.06}
    svg .open{fill:none;stroke:var(--warning);stroke-width:2}
    svg .part-pass{fill:color-mix(in srgb,var(--good) 80%,var(--card))}
    svg .part-conditional{fill:color-mix(in srgb,var(--warning) 45%,var(--card))}
    svg .part-undecided{fill:var(--warning)}svg .part-fail{fill:var(--bad)}svg .part-unfinished{fill:color-mix(in srgb,var(--soft) 55%,var(--card))}
    svg .part-plain{fill:color-mix(in srgb,var(--link) 85%,var(--card))}svg .track{fill:var(--calm-ground)}
    svg.share{display:inline-block;width:6rem;height:.5rem;border-radius:4px;vertical-align:middle}
    td.share{white-space:nowrap;font-variant-numeric:tabular-nums}
    table.costs td .soft{white-space:nowrap}table.costs th[scope=row]{min-width:9rem}
    table.costs tfoot th,table.costs tfoot td{border-top:2px solid var(--line);border-bottom:0;font-weight:650}
    @media (max-width:44rem){figure.bars svg.chart text{font-size:26px}figure.bars svg.chart .minor{display:none}\
    form.filters>div{flex:1 1 9rem}form.filters input,form.filters select{width:100%}.tiles.figures div{flex:1 1 7rem}\
    .tiles.figures dd{font-size:1.2rem}table.runs th[scope=row]{min-width:11rem}}

    """
}
