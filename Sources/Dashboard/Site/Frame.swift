internal import Provenance
internal import Reports

/// What stands around every page: head, navigation, foot.
struct Frame {
  let links: Links
  /// What is wrong with the whole store; nil for nothing.
  var warning: String?

  func document(_ page: SitePage) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    \(policy)<meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <meta name="referrer" content="same-origin"/>
    <title>\(title(of: page).source)</title>
    \(icon.source)\(style.source)</head>
    <body>
    <a class="skip" href="#content">To the content</a>
    <header class="site">
    <p class="brand">\(links.link("moe-judge", to: .overview).source)</p>
    <nav aria-label="Sections"><ul>
    \(sections(of: page).source)</ul></nav>
    </header>
    \(banner.source)\(trail(of: page).source)<main id="content" tabindex="-1">
    \(page.body.source)</main>
    <footer class="site"><p>\(foot.source)</p></footer>
    \(script(of: page).source)</body>
    </html>

    """
  }

  /// The page and the things it belongs to, so that two tabs are told apart: a file is judged in many runs.
  private func title(of page: SitePage) -> HTML {
    HTML(text: ([page.title] + page.trail.dropFirst().map(\.name).reversed() + ["moe-judge"]).joined(separator: " · "))
  }

  /// A mark in a square, in the page itself; without it a browser asks the server for one.
  private var icon: HTML { links.isLive ? "<link rel=\"icon\" href=\"\(Self.mark)\"/>\n" : "" }

  private static let mark =
    "data:image/svg+xml,%3Csvg%20xmlns='http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg'%20viewBox='0%200%2016%2016'%3E"
    + "%3Crect%20width='16'%20height='16'%20rx='4'%20fill='%231a5796'/%3E"
    + "%3Cpath%20d='M4%208l3%203%205-6'%20stroke='white'%20stroke-width='2'%20fill='none'/%3E%3C/svg%3E"

  /// A server says it in a header; a file can say it only here.
  private var policy: String {
    links.isLive
      ? ""
      : """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
      style-src 'sha256-\(Digest.base64SHA256(SiteStyle.sheet))'; base-uri 'none'; form-action 'none'"/>

      """
  }

  private var style: HTML {
    links.isLive
      ? "<link rel=\"stylesheet\" href=\"\(SiteAsset.style.address)\"/>\n"
      : "<style>\(HTML(trusted: SiteStyle.sheet))</style>\n"
  }

  private func script(of page: SitePage) -> HTML {
    guard links.isLive, page.follows != nil else { return "" }
    return "<script src=\"\(SiteAsset.liveScript.address)\" defer=\"defer\"></script>\n"
  }

  private func sections(of page: SitePage) -> HTML {
    let items = Place.sections.compactMap { name, place -> HTML? in
      guard let address = links.address(of: place) else { return nil }
      let isHere = page.place.section == place && !page.standsApart
      let current: HTML = isHere ? (page.place == place ? " aria-current=\"page\"" : " aria-current=\"true\"") : ""
      return "<li><a href=\"\(address)\"\(current)>\(name)</a></li>\n"
    }
    return HTML.joined(items)
  }

  private func trail(of page: SitePage) -> HTML {
    guard !page.trail.isEmpty else { return "" }
    let items = page.trail.map { "<li>\(links.link(HTML(text: $0.name), to: $0.place))</li>\n" as HTML }
    return """
      <nav class="trail" aria-label="Where this page stands"><ol>
      \(HTML.joined(items))<li aria-current="page">\(page.title)</li>
      </ol></nav>

      """
  }

  private var banner: HTML {
    guard let warning else { return "" }
    return "<p class=\"card warning\" role=\"status\"><strong>! \(warning)</strong></p>\n"
  }

  private var foot: HTML {
    links.isLive
      ? "moe-judge \(Program.version) · <a href=\"/api/v1/openapi.json\">API</a>"
      : "moe-judge \(Program.version), \(links.note ?? "exported")"
  }
}
