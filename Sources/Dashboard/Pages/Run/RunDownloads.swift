internal import Reports

/// The result in every form, and what to do with the run in a terminal.
struct RunDownloads {
  let run: String
  let option: String
  let links: Links

  var card: HTML {
    RunParts.card("Take it along", id: "take", downloads + "<p>In a terminal:</p>\n" + RunParts.command(commands))
  }

  /// Nothing where no server answers.
  private var downloads: HTML {
    guard links.isLive else { return "" }
    let items = ResultForm.Name.allCases.map { form -> HTML in
      "<li><a class=\"button quiet\" href=\"/api/v1/runs/\(run)/result?format=\(form.rawValue)\">\(form.rawValue)</a></li>\n"
    }
    return "<p>The whole result as</p>\n<ul class=\"forms\">\n\(HTML.joined(items))</ul>\n"
  }

  private var commands: String {
    """
    moe-judge runs verify \(run)\(option)
    moe-judge explain \(run)\(option)
    moe-judge runs export \(run)\(option) -o run-\(run).sarif
    """
  }
}
