/// How the page looks. It names no other file, and its colours stand in pairs that are told apart in light and dark.
package enum HTMLStyle {
  package static let sheet = colours + page + parts + votes + paper

  /// Text stands on `page`, `card` or the ground of its tone; a test holds every such pair to a contrast of 4.5 to 1.
  package static let colours = """
    :root{color-scheme:light dark;--page:#f7f6f3;--card:#ffffff;--ink:#1c2126;--soft:#565e67;--line:#dedad2;\
    --good:#17633a;--good-ground:#e4f2e8;--bad:#9c1f18;--bad-ground:#fbe8e5;--warning:#744e00;--warning-ground:#fbf0d5;\
    --calm:#3c4753;--calm-ground:#ecebe7;--link:#1a5796;--code:#f3f2ee}
    @media (prefers-color-scheme:dark){:root{--page:#14171a;--card:#1c2024;--ink:#e7e9ec;--soft:#a6aeb7;--line:#333a41;\
    --good:#84d9a6;--good-ground:#173022;--bad:#ffa69d;--bad-ground:#3b1c1a;--warning:#f1c870;--warning-ground:#33290f;\
    --calm:#c3cad2;--calm-ground:#2a2f35;--link:#93c5fd;--code:#22272c}}

    """

  package static let page = """
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0 auto;max-width:72rem;padding:2rem 1.25rem 4rem;background:var(--page);color:var(--ink);\
    font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;overflow-wrap:anywhere}
    h1,h2,h3,h4{line-height:1.25;margin:0;font-weight:650;text-wrap:balance}
    h1{font-size:2rem;letter-spacing:-.015em;display:flex;gap:.9rem;align-items:center}
    h2{font-size:1.3rem}h3{font-size:1.05rem;margin:2.2rem 0 .8rem}h4{font-size:.95rem}
    p{margin:.4rem 0}a{color:var(--link)}
    a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .soft{color:var(--soft);font-size:.875rem}
    .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    header,nav,.judgment,footer{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.6rem 1.75rem;\
    margin:0 0 1.5rem}
    header{border-top:6px solid var(--calm)}
    header.good{border-top-color:var(--good)}header.bad{border-top-color:var(--bad)}\
    header.warning{border-top-color:var(--warning)}
    .brand{margin:0 0 .7rem;color:var(--soft);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase}
    .sign{flex:none;display:inline-grid;place-items:center;width:2.6rem;height:2.6rem;border-radius:50%;font-size:1.4rem}
    .good .sign{background:var(--good-ground);color:var(--good)}.bad .sign{background:var(--bad-ground);color:var(--bad)}
    .warning .sign{background:var(--warning-ground);color:var(--warning)}
    .sentence{font-size:1.1rem;margin:.8rem 0 .4rem}
    .offline,.banner{background:var(--warning-ground);color:var(--warning);border-radius:8px;padding:.55rem .9rem;margin:.7rem 0;\
    font-weight:550}
    .tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.2rem 0 .6rem}
    .tiles div{min-width:7.2rem;border:1px solid var(--line);border-radius:10px;padding:.5rem .9rem}
    .tiles dt{font-size:.8rem;color:var(--soft)}.tiles dd{margin:0;font-size:1.5rem;font-weight:650;\
    font-variant-numeric:tabular-nums}
    .tiles .bad{background:var(--bad-ground);border-color:var(--bad)}.tiles .bad dt,.tiles .bad dd{color:var(--bad)}
    .tiles .none dd{color:var(--soft);font-weight:400}
    .notes{margin:.8rem 0 0;padding-left:1.2rem;color:var(--soft);font-size:.9rem}
    .judgment h2{display:flex;flex-wrap:wrap;gap:.7rem;align-items:center}
    .path{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:1.1rem}
    .reason{font-size:1.05rem}
    .count{color:var(--soft);font-weight:400}

    """

  package static let parts = """
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em}
    code{unicode-bidi:isolate}.prose,.text{unicode-bidi:isolate}
    mark{background:var(--calm-ground);color:var(--calm);border-radius:4px;padding:0 .3em}
    .chip{display:inline-block;border-radius:999px;padding:.08rem .65rem;font-size:.8rem;font-weight:600;white-space:nowrap;\
    letter-spacing:0;background:var(--calm-ground);color:var(--calm)}
    .chip.good{background:var(--good-ground);color:var(--good)}.chip.bad{background:var(--bad-ground);color:var(--bad)}
    .chip.warning{background:var(--warning-ground);color:var(--warning)}
    .level{font-size:.72rem;font-weight:600;letter-spacing:.04em;color:var(--soft)}
    .clause{font-size:.82rem;color:var(--soft);font-weight:400}
    .finding{border:1px solid var(--line);border-left:4px solid var(--line);border-radius:8px;padding:.9rem 1.1rem;margin:0 0 .9rem}
    .finding.blocks{border-left-color:var(--bad)}.finding.found{border-left-color:var(--warning)}
    .finding h4{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}
    .message{font-size:1.02rem;margin:.6rem 0}
    .waiver{border-left:3px solid var(--line);padding-left:.8rem;color:var(--soft)}
    .quote{margin:.7rem 0}.quote figcaption{font-size:.82rem;color:var(--soft);margin-bottom:.25rem}
    pre{margin:0;background:var(--code);border-radius:8px;padding:.6rem 0;overflow-x:auto;line-height:1.5}
    pre code{font-size:.84rem;white-space:normal}
    .line{display:flex;min-width:max-content}.number{flex:none;width:4.2em;padding-right:1.1em;text-align:right;color:var(--soft);\
    -webkit-user-select:none;user-select:none}
    .text{white-space:pre;padding-right:1em}
    .absence{background:var(--code);border-radius:8px;padding:.6rem .9rem}
    .facts{margin:.7rem 0 0;font-size:.875rem}
    .facts div{display:flex;gap:.8rem;padding:.12rem 0}.facts dt{flex:none;width:7rem;color:var(--soft)}
    .facts dd{margin:0;min-width:0}
    .record dt{width:11rem}
    .plain{margin:.4rem 0;padding-left:1.1rem}.plain li{margin:.25rem 0}
    details{margin:.9rem 0}
    summary{cursor:pointer;color:var(--link);font-weight:550;padding:.25rem 0;border-radius:4px}
    .sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
    .side{border:1px solid var(--line);border-radius:8px;padding:1rem 1.1rem}
    .dissent{border-color:var(--warning);border-style:dashed}
    .voice{border-top:1px solid var(--line);margin-top:.8rem;padding-top:.7rem}
    .who{display:flex;flex-wrap:wrap;gap:.3rem .6rem;align-items:center}
    blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--line)}
    .rounds{list-style:none;margin:0;padding:0 0 0 1.1rem;border-left:2px solid var(--line)}
    .rounds li{position:relative;margin:0 0 1.2rem}
    .rounds li::before{content:"";position:absolute;left:-1.5rem;top:.3rem;width:.7rem;height:.7rem;border-radius:50%;\
    background:var(--link)}

    """

  package static let votes = """
    .scroll{overflow-x:auto;border-radius:8px}
    table{border-collapse:collapse;width:100%;font-size:.875rem}
    caption{text-align:left;color:var(--soft);padding:.2rem 0 .5rem}
    th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;border-bottom:1px solid var(--line)}
    tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}
    .against{display:block}
    thead th{vertical-align:bottom;font-weight:600;overflow-wrap:normal}
    tbody th{font-weight:550}
    td .soft,th .clause{display:block}
    nav th:first-child{min-width:14rem}nav td:last-child{min-width:16rem}
    .votes thead th{min-width:6.4rem}.votes th:first-child{min-width:13rem;width:26%}
    .seat,.model,.name{display:block}.model{font-size:.75rem;font-weight:400;color:var(--soft);margin-bottom:.35rem}
    .vote{text-align:center;vertical-align:middle;border-left:3px solid var(--card)}
    .votes thead th:not(:first-child):not(:last-child){text-align:center}
    .vote b{display:block;font-size:1rem;font-variant-numeric:tabular-nums}.vote span{font-size:.75rem}
    .vote.good{background:var(--good-ground);color:var(--good)}.vote.bad{background:var(--bad-ground);color:var(--bad)}
    .vote.warning{background:var(--warning-ground);color:var(--warning)}.vote.none{color:var(--soft)}
    .panel{min-width:9rem}

    """

  package static let paper = """
    @media (max-width:44rem){body{padding:1rem .6rem 3rem}header,nav,.judgment,footer{padding:1.1rem 1rem}\
    .sides{grid-template-columns:1fr}h1{font-size:1.55rem}.facts div{flex-direction:column;gap:0}}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    @media print{:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--code:#f4f4f4;--good:#17633a;--good-ground:#fff;\
    --bad:#9c1f18;--bad-ground:#fff;--warning:#744e00;--warning-ground:#fff;--calm:#333;--calm-ground:#fff;--link:#000}\
    body{max-width:none;padding:0;font-size:10pt}header,nav,.judgment,footer{border-radius:0;padding:.6rem 0;border-width:1px 0 0}\
    .finding,.voice,tr{break-inside:avoid}.chip{border:1px solid}.scroll{overflow:visible}\
    .text{white-space:pre-wrap}.line{min-width:0}details::details-content{content-visibility:visible}}
    """
}
