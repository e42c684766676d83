internal import Reports

/// How the pages look: the colours and parts of the HTML report, and what only the dashboard has.
enum SiteStyle {
  static let sheet =
    HTMLStyle.colours + HTMLStyle.page + HTMLStyle.parts + HTMLStyle.votes + frame + parts + charts + runs + health
    + runParts + evals
    + HTMLStyle.paper
    + narrow + reading

  /// The report's own header and navigation are cards; the site's are not.
  private static let frame = """
    body{max-width:84rem;padding:0 1.25rem 3rem}
    .skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;border-radius:8px;z-index:2}
    header.site{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 2rem;background:none;border:0;border-bottom:1px solid var(--line);\
    border-radius:0;padding:.9rem 0;margin:0 0 1.4rem}
    header.site .brand{margin:0;font-size:1.05rem;font-weight:700;letter-spacing:-.01em;text-transform:none}
    header.site .brand a{color:var(--ink);text-decoration:none;padding:.3rem 0;display:inline-block}
    nav[aria-label="Sections"]{background:none;border:0;border-radius:0;padding:0;margin:0}
    header.site ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem;margin:0;padding:0}
    header.site li a{display:block;padding:.35rem .8rem;border-radius:999px;color:var(--ink);text-decoration:none}
    header.site li a:hover{background:var(--calm-ground);color:var(--calm)}
    header.site li a[aria-current]{background:var(--ink);color:var(--page)}
    nav.trail{background:none;border:0;padding:0;margin:0 0 1rem;font-size:.875rem}
    nav.trail ol{list-style:none;display:flex;align-items:baseline;flex-wrap:wrap;gap:.2rem .5rem;margin:0;padding:0;color:var(--soft)}
    nav.trail li:not(:last-child)::after{content:"/";margin-left:.5rem;color:var(--soft)}
    nav.trail a{padding:.2rem 0;display:inline-block}
    main:focus{outline:none}
    a{text-underline-offset:.18em}
    main>h1{font-size:1.7rem;margin:0 0 .4rem;flex-wrap:wrap}
    .lead{color:var(--soft);margin:0 0 1.4rem;max-width:60rem}
    footer.site{background:none;border:0;border-top:1px solid var(--line);border-radius:0;padding:1rem 0;margin:2.5rem 0 0;color:var(--soft);\
    font-size:.875rem}

    """

  /// Cards, tiles, filters, pages of lists.
  private static let parts = """
    .card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.2rem 1.35rem;margin:0 0 1.2rem;min-width:0}
    .card>h2:first-child,.card>h3:first-child{margin:0 0 .8rem}
    .card h2{font-size:1.1rem}
    .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1.2rem;margin:0 0 1.2rem}
    .grid>.card{margin:0}
    .card .tiles{margin:.2rem 0 0}
    .empty{border:1px dashed var(--line);border-radius:12px;padding:1.4rem;color:var(--soft)}
    form.filters{display:flex;flex-wrap:wrap;gap:.8rem 1rem;align-items:end;margin:0 0 1.2rem}
    form label{display:block;font-size:.8rem;color:var(--soft);margin:0 0 .2rem}
    input,select,textarea,button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;\
    padding:.4rem .7rem;min-height:2.4rem;max-width:100%}
    button,.button{background:var(--ink);color:var(--page);border:1px solid var(--ink);font-weight:600;cursor:pointer;text-decoration:none;\
    border-radius:8px;padding:.4rem .9rem;display:inline-block}
    button.quiet{background:none;color:var(--ink);border-color:var(--soft)}
    input:focus-visible,select:focus-visible,textarea:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .pages{display:flex;gap:1rem;justify-content:space-between;margin:1rem 0}
    td.count,th.count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    time{font-variant-numeric:tabular-nums;white-space:nowrap}

    """

  /// Drawings take their colours from the sheet, so that light, dark and paper each have their own.
  private static let charts = """
    svg.chart{display:block;width:100%;height:auto;color:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",\
    "Liberation Sans",sans-serif}
    svg.chart text{fill:var(--soft)}svg .axis{stroke:var(--line);stroke-width:1}
    svg .ink{fill:var(--ink)}svg .good{fill:var(--good)}svg .bad{fill:var(--bad)}svg .warning{fill:var(--warning)}svg .calm{fill:var(--calm)}
    svg .line{fill:none;stroke:var(--link);stroke-width:2}svg .line.good{stroke:var(--good)}svg .line.bad{stroke:var(--bad)}
    svg .band{fill:var(--link);opacity:.15}svg .dot{fill:var(--link)}
    svg.spark{width:7rem;height:1.8rem;vertical-align:middle}

    """

  private static let narrow = """
    @media (max-width:44rem){body{padding:0 .8rem 2rem}header.site{padding:.6rem 0}.card{padding:1rem}}
    @media print{header.site nav,nav.trail,.skip,form.filters,.pages,.word{display:none}.card{break-inside:avoid;border-radius:0}}

    """
}
