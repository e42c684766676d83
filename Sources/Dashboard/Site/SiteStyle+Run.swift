extension SiteStyle {
  /// Pages on one run and one judgment.
  static let runParts = """
    .verdict{background:var(--card);border:1px solid var(--line);border-top:6px solid var(--calm);border-radius:12px;padding:1.4rem 1.6rem;\
    margin:0 0 1.2rem}
    .verdict.good{border-top-color:var(--good)}.verdict.bad{border-top-color:var(--bad)}.verdict.warning{border-top-color:var(--warning)}
    .verdict h1{font-size:1.7rem}.verdict h1 .path{font-size:1.25rem;min-width:0}
    .verdict h2.sentence{font-weight:550}
    .card>:last-child{margin-bottom:0}
    .card>details:first-child{margin-top:0}
    .card th[scope="row"]{min-width:8rem}
    .card th[scope="row"] .soft{display:block;font-weight:400}
    @media (min-width:62rem){.card .finding{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);column-gap:1.6rem;\
    grid-auto-flow:dense;align-items:start}\
    .card .finding>*{grid-column:2}.card .finding>h4,.card .finding>.message,.card .finding>.waiver{grid-column:1/-1}\
    .card .finding>.quote,.card .finding>.absence,.card .finding>.message+.soft{grid-column:1;grid-row:span 8}}
    .outcomes,.forms{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 1rem;margin:0 0 1rem;padding:0}
    .outcomes a{display:inline-block;padding:.2rem 0}
    .outcomes [aria-current]{font-weight:650;border-bottom:2px solid var(--ink)}
    .button.quiet{background:none;color:var(--ink);border-color:var(--soft)}
    .why{min-width:14rem}
    progress{width:100%;height:.9rem;accent-color:var(--link)}
    pre>code:only-child{display:block;padding:0 .9rem;white-space:pre-wrap}
    .quote pre>code:only-child,pre.excerpt>code:only-child{padding:0;white-space:normal}
    .excerpt .line{color:var(--soft);width:100%}
    .excerpt .quoted{background:var(--warning-ground);color:var(--ink);box-shadow:inset 3px 0 0 var(--warning)}
    .excerpt .quoted .number{color:var(--warning);font-weight:650}
    .clause-text{margin:.8rem 0}
    .said{border-left:3px solid var(--line);padding-left:.8rem;margin:.7rem 0}.mend{margin:.8rem 0 .4rem}details.why{margin:.3rem 0}
    details.word{margin:.6rem 0 0}form.word textarea{width:100%;max-width:40rem;display:block}
    .moved{display:block;font-weight:650;text-decoration:underline dotted}
    .step{min-width:9rem}.step .soft{margin-top:.25rem}.step.moved{display:table-cell;text-decoration:none;font-weight:400;\
    background:var(--calm-ground)}

    """
}
