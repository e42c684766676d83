internal import JudgeTypes
internal import Reports

/// The form that chooses among runs. It is sent as an address, which can be kept and passed on.
struct RunFilterForm {
  let filter: RunFilter

  var markup: HTML {
    """
    <form class="filters" action="/runs" method="get" role="search" aria-label="Choose among the runs">
    \(choice("outcome", "Outcome", "any", outcomes, filter.outcome))\
    \(choice("severity", "With findings", "any or none", severities, filter.severity))\
    \(choice("mode", "Judged by", "models or offline", [("models", "models"), ("offline", "offline panel")], filter.mode))\
    \(field("path", "File or folder, its whole path", "text", filter.path))\
    \(field("from", "From day, UTC", "date", filter.from))\
    \(field("to", "To day, UTC", "date", filter.to))\
    <div class="acts"><button type="submit">Show</button>\(clear)</div>
    </form>

    """
  }

  private var clear: HTML { filter.choosesAll ? "" : " <a class=\"clear\" href=\"/runs\">Show all runs</a>" }

  private var outcomes: [(value: String, words: String)] {
    RunOutcomeName.all.map { name in
      (name, name == RunOutcomeName.stopped ? "failed or blocked" : spoken(name))
    }
  }

  private var severities: [(value: String, words: String)] {
    Severity.allCases.reversed().map { ($0.rawValue, $0.rawValue) }
  }

  private func choice(
    _ name: String, _ label: String, _ none: String, _ choices: [(value: String, words: String)], _ chosen: String?
  ) -> HTML {
    let options = choices.map { choice -> HTML in
      "<option value=\"\(choice.value)\"\(HTML.when(choice.value == chosen, " selected=\"selected\""))>\(choice.words)</option>\n"
    }
    return """
      <div><label for="f-\(name)">\(label)</label><select id="f-\(name)" name="\(name)">
      <option value="">\(none)</option>
      \(HTML.joined(options))</select></div>

      """
  }

  private func field(_ name: String, _ label: String, _ kind: String, _ value: String?) -> HTML {
    """
    <div><label for="f-\(name)">\(label)</label>\
    <input id="f-\(name)" name="\(name)" type="\(kind)" value="\(value.map { clipped($0, to: 1_000) } ?? "")"/></div>

    """
  }
}
