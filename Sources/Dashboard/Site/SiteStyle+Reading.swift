extension SiteStyle {
  /// What holds on every page after all else: nothing runs out of what holds it, on a narrow screen and on paper.
  static let reading = """
    .scroll,pre{position:relative}dl.facts dd>a{display:inline-block;padding:.25rem 0}
    a{text-underline-offset:.2em}
    .grid:has(>.card:nth-child(4):last-child){grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr))}
    main>h1+.card,main>h1+.grid{margin-top:1rem}
    nav.trail ol{align-items:baseline}
    table:not(.votes,.confusion)>thead th::first-letter,.tiles dt::first-letter{text-transform:uppercase}
    pre.command>code:only-child{padding:0}
    figure.bars svg.chart{overflow:visible}
    @media (max-width:44rem){svg.f1{min-width:41rem}svg.course{min-width:49rem}figure.bars svg.chart text{font-size:30px}}
    @media (min-width:60rem){.beside svg.f1{font-size:13.6px}}
    @media print{nav.choices{display:none}table{font-size:7.5pt}
    table,th,td,svg.chart,.line,.wide>table,pre.diff code{min-width:0!important}
    th,td{white-space:normal!important;overflow-wrap:anywhere!important;padding:.2rem .25rem!important}
    thead th{overflow-wrap:break-word!important}time,.chip{white-space:normal}
    .diffline,.text,pre code{white-space:pre-wrap!important;overflow-wrap:anywhere}pre{overflow:visible}}

    """
}
