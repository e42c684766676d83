"""Loading a page in a mode, and what went wrong on the way."""

from findings import Finding

LOAD_SECONDS = 20


def load(tab, page):
    """Loads a page and settles; gives what Chromium complains of."""
    url = page.url
    tab.events.clear()
    answer = tab.call("Page.navigate", url=url)
    if error := answer.get("errorText"):
        return [Finding("request", url, f"the page did not load ({error})", "look whether the server runs")]
    findings = []
    if not tab.wait("Page.loadEventFired", LOAD_SECONDS):
        findings.append(Finding("request", url, f"the page was not loaded after {LOAD_SECONDS} s", "find what keeps it waiting"))
    # What scripts do right after the load belongs to it.
    tab.listen(0.15)
    return findings + complaints(tab.events, page)


def complaints(events, page):
    """Findings out of Chromium's events."""
    urls, findings = {}, []
    for event in events:
        about = event["params"]
        match event["method"]:
            case "Network.requestWillBeSent":
                urls[about["requestId"]] = about["request"]["url"]
            case "Network.responseReceived":
                findings += _response(about, page)
            case "Network.loadingFailed" if not about.get("canceled"):
                place = urls.get(about["requestId"], "?")
                reason = about.get("blockedReason") or about["errorText"]
                findings.append(Finding("request", place, f"the request failed ({reason})", "serve it, or do not ask for it"))
            case "Runtime.exceptionThrown":
                findings.append(_exception(about["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if about["type"] in ("error", "assert", "warning"):
                text = " ".join(str(part.get("value", part.get("description", ""))) for part in about["args"])
                findings.append(Finding("console", "console", f"{about['type']}: {text[:200]}", "mend the script that says so"))
            case "Log.entryAdded":
                findings += _entry(about["entry"])
            case "Audits.issueAdded":
                findings += _issue(about["issue"])
    return list(dict.fromkeys(findings))


def _response(about, page):
    status, place = about["response"]["status"], about["response"]["url"]
    if about["type"] == "Document" and place == page.url:
        return [] if status == page.status else [Finding("status", place, f"the server answered {status}", f"answer {page.status} with the page")]
    if status >= 400:
        return [Finding("request", place, f"the server answered {status}", "serve it, or do not ask for it")]
    return []


def _exception(details):
    text = details.get("exception", {}).get("description") or details.get("text", "")
    place = f"{details.get('url', 'inline')}:{details.get('lineNumber', 0) + 1}"
    return Finding("exception", place, text.splitlines()[0][:200], "mend the script")


def _entry(entry):
    if entry["source"] == "network":  # told as a request
        return []
    if entry["source"] == "security" or "Content Security Policy" in entry["text"]:
        return [Finding("csp", entry.get("url") or "page", entry["text"][:200], "move it to a file of this origin, or drop it")]
    if entry["level"] in ("error", "warning"):
        return [Finding("console", entry.get("url") or "page", f"{entry['level']}: {entry['text'][:200]}", "mend what it names")]
    return []


def _issue(issue):
    if issue["code"] != "ContentSecurityPolicyIssue":
        return []
    about = issue["details"]["contentSecurityPolicyIssueDetails"]
    what = about.get("blockedURL") or about["contentSecurityPolicyViolationType"]
    return [Finding("csp", what, f"the policy's {about['violatedDirective']} forbids it", "move it to a file of this origin, or drop it")]
