extension SiteStyle {
  /// Evals, improvements, judge cards, rubrics.
  static let evals = """
    .tiles .note{font-size:.78rem;font-weight:400;color:var(--soft);max-width:16rem;line-height:1.35}.tiles .bad .note{color:var(--bad)}
    main>.tiles{margin:0 0 1.2rem}main>.tiles div{background:var(--card)}main>.tiles .bad{background:var(--bad-ground)}
    .suite h3{margin:0 0 .3rem;font-size:1.1rem}.suite .big{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .8rem;margin:.2rem 0}
    .suite .big b{font-size:2.1rem;line-height:1.1;font-variant-numeric:tabular-nums}.suite .big .spark{margin-left:auto}
    svg.spark{width:8.75rem;height:2.5rem}
    td.count,thead th.count{color:var(--ink)}td.count{font-weight:400}thead th.count{font-weight:600}
    .beside td:last-child{min-width:6rem}
    .wide>table{min-width:42rem;overflow-wrap:break-word}.wide>table.confusion{min-width:22rem}.wide>table.cards{min-width:70rem}.beside .wide>table{min-width:32rem}
    .nowrap{white-space:nowrap}
    pre.command{padding:.6rem .9rem;margin:.5rem 0;white-space:pre-wrap}pre.command code{white-space:pre-wrap;overflow-wrap:anywhere}
    .cases{columns:2 26rem;column-gap:2rem}.cases li{break-inside:avoid}
    .beside{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.2fr);gap:1.5rem;align-items:start}
    svg.f1{min-width:34rem;max-width:58rem;margin:0 auto}
    svg.f1 .grid{stroke:var(--line)}svg.f1 .axis{stroke:var(--soft)}
    svg.f1 .s0 .line,svg.f1 .s0 .span{stroke:var(--link)}svg.f1 .s0 .mark{fill:var(--link)}
    svg.f1 .s1 .line,svg.f1 .s1 .span{stroke:var(--warning)}svg.f1 .s1 .line{stroke-dasharray:6 4}svg.f1 .s1 .mark{fill:var(--warning)}
    svg.f1 .event .mark{stroke:var(--good);stroke-dasharray:2 4;stroke-width:2}svg.chart.f1 .event .told{fill:var(--good)}
    .drawn{width:11rem}svg.whisker{width:10rem;height:1.25rem}svg.whisker .span{stroke:var(--link);stroke-width:6;opacity:.35}
    .confusion{width:auto;min-width:22rem}.confusion .vote{min-width:7rem}.confusion thead .vote{text-align:center}
    .confusion .verdictword{display:block}
    .cards .model{margin:.15rem 0 0}.cards th:first-child{min-width:13rem}.cards thead th{min-width:5rem}
    .steps{list-style:none;margin:0;padding:0}.steps>li{border-top:1px solid var(--line);padding:.9rem 0}.steps>li:first-child{border-top:0;padding-top:0}
    .steps h3{margin:0 0 .4rem;display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}
    pre.diff code{display:block;min-width:max-content}.diffline{display:inline-block;min-width:100%;white-space:pre;padding:0 .9rem}
    pre.diff code{white-space:pre}
    .diffline.added{background:var(--good-ground);color:var(--good)}.diffline.removed{background:var(--bad-ground);color:var(--bad)}
    .diffline.file{font-weight:700}.diffline.place{color:var(--soft)}
    .dimension h2{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}.dimension h3{margin:1rem 0 .4rem;font-size:.9rem;color:var(--soft)}
    td .model,th .model{display:block;font-size:.75rem;font-weight:400;color:var(--soft)}
    @media (max-width:60rem){.beside{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:44rem){.cases{columns:1}}

    """
}
