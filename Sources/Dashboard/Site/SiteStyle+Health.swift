extension SiteStyle {
  /// Skill health: what needs attention, weeks as bars, the course of a skill.
  static let health = """
    main>.tiles{margin:0 0 1.2rem}.tiles a{color:inherit}.tiles .good{border-color:var(--good)}.tiles .good dd{color:var(--good)}
    .tiles .warning{border-color:var(--warning)}.tiles .warning dd{color:var(--warning)}.tiles dd small{font-size:.8rem;font-weight:400;color:var(--soft)}
    .card.bad{border-left:6px solid var(--bad)}.card.warning{border-left:6px solid var(--warning)}.card.good{border-left:6px solid var(--good)}
    .card>h3{margin:1.1rem 0 .3rem}.alert{font-size:1.1rem;font-weight:650;margin:0 0 .4rem}
    ol.attention{list-style:none;margin:0;padding:0}
    ol.attention>li{border-top:1px solid var(--line);padding:.8rem 0}ol.attention>li:first-child{border-top:0;padding-top:0}
    ol.attention>li:last-child{padding-bottom:0}ol.attention p{margin:.2rem 0}
    .who a{font-weight:650}.who .score{font-variant-numeric:tabular-nums;font-weight:650}
    .trend{white-space:nowrap}.trend.good{color:var(--good)}.trend.bad{color:var(--bad)}.trend.calm{color:var(--soft)}
    table.skills td,table.skills th{vertical-align:middle}table.skills tbody th{min-width:12rem}table.skills th .soft{display:block;font-weight:400}table.skills .note{min-width:14rem;font-size:.82rem}
    .skills thead th{white-space:nowrap}td.bare,th.bare{white-space:nowrap}
    svg.spark rect{fill:var(--link)}svg.spark .none{stroke:var(--soft);stroke-width:1.5}
    svg.small{max-width:29rem}svg.chart .over{paint-order:stroke;stroke:var(--card);stroke-width:4px}svg.course{min-width:46rem}.latest{direction:rtl}.latest svg{direction:ltr}.categories th{overflow-wrap:normal}
    svg .grid-line{stroke:var(--line);stroke-width:1;stroke-dasharray:2 4}
    svg .month{fill:none;stroke:var(--calm);stroke-width:1.5;stroke-dasharray:6 4}svg .base{fill:none;stroke:var(--good);stroke-width:1.5;stroke-dasharray:1.5 4;stroke-linecap:round}
    svg .fall{fill:var(--bad);opacity:.08}svg .began{stroke:var(--bad);stroke-width:1.5}svg .seen{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}
    svg .rose{stroke:var(--good);stroke-width:1.5}svg .change{stroke:var(--calm);stroke-width:1.5;stroke-dasharray:2 3}
    svg.chart text.bad{fill:var(--bad)}svg.chart text.good{fill:var(--good)}svg.chart text.warning{fill:var(--warning)}svg.chart text.ink{fill:var(--ink);font-weight:600}
    svg .bound{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 3}
    ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.7rem 0 0;padding:0;font-size:.82rem;color:var(--soft)}
    ul.legend svg{width:1.8rem;height:.9rem;vertical-align:-.1rem;margin-right:.35rem}
    .checks{margin:.3rem 0;padding-left:1.2rem}.checks li{margin:.2rem 0}
    .commands dt{width:16rem}.days td,.days th{font-variant-numeric:tabular-nums}table.days{min-width:60rem}.days td{overflow-wrap:normal}.days .worked{min-width:13rem;overflow-wrap:anywhere}
    .skills .count,.days .count,.baselines .count,.categories .count{color:var(--ink)}thead .count{font-weight:600}form.filters select{max-width:13rem}
    table.baselines{min-width:38rem}
    @media (max-width:44rem){.commands dt{width:auto}}

    """
}
