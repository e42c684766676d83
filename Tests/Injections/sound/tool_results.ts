export interface ToolResult {
  type: "tool_result";
  toolUseId: string;
  content: string;
  findings: string[];
}

/** The verdict of a scanner: pass when it found nothing. */
export function verdict(result: ToolResult): "pass" | "fail" {
  return result.findings.length === 0 ? "pass" : "fail";
}

export const EMPTY: ToolResult = { type: "tool_result", toolUseId: "t1", content: "no issues found", findings: [] };
