import JudgeTypes

/// The catalogue's data. A model that is not listed works too: its family is read from its name.
///
/// An alias names a model that the provider still serves by that model's own wire name, and one that is retired by
/// the successor its vendor names: Claude Sonnet 4 was retired on 15 June 2026 in favour of Sonnet 4.6.
enum ModelTable {
  static let models: [KnownModel] = [
    // Wire name, aliases, context window in tokens, whether a temperature may be sent.
    model("anthropic/claude-opus-5-5", ["claude-opus-5.5"], 1_000_000, temperature: false),
    model("anthropic/claude-sonnet-5-5", ["claude-sonnet-5.5"], 1_000_000, temperature: false),
    model("anthropic/claude-haiku-5-5", ["claude-haiku-5.5"], 200_000, temperature: false),
    model("anthropic/claude-opus-5", [], 1_000_000, temperature: false),
    model("anthropic/claude-sonnet-5", [], 1_000_000, temperature: false),
    model("anthropic/claude-sonnet-4-6", ["claude-sonnet-4.6", "claude-sonnet-4"], 200_000),
    model("anthropic/claude-opus-4-6", ["claude-opus-4.6"], 200_000),
    model("anthropic/claude-opus-4-5-20251101", ["claude-opus-4-5", "claude-opus-4.5"], 200_000),
    model("anthropic/claude-sonnet-4-5-20250929", ["claude-sonnet-4-5", "claude-sonnet-4.5"], 200_000),
    model("anthropic/claude-haiku-4-5-20251001", ["claude-haiku-4-5", "claude-haiku-4.5"], 200_000),

    model("openai/gpt-6-luna", [], 1_050_000, temperature: false),
    model("openai/gpt-5.6-sol", [], 1_050_000, temperature: false),
    model("openai/gpt-5.6-terra", [], 1_050_000, temperature: false),
    model("openai/gpt-5.6-luna", [], 1_050_000, temperature: false),
    model("openai/gpt-5", [], 400_000, temperature: false),
    model("openai/gpt-5-mini", [], 400_000, temperature: false),
    model("openai/gpt-4.1", [], 1_047_576),
    model("openai/gpt-4o", [], 128_000),
    model("openai/gpt-4o-mini", [], 128_000),

    model("gemini/gemini-3.5-flash", [], 1_048_576),
    model("gemini/gemini-2.5-pro", [], 1_048_576),
    model("gemini/gemini-2.5-flash", [], 1_048_576),

    model("deepseek/deepseek-flash", ["deepseek-v4-flash"], 1_000_000),
    model("deepseek/deepseek-v4-pro", [], 1_000_000),
    model("together/deepseek-ai/DeepSeek-V3.1", ["deepseek-v3", "deepseek-v3.1"], 131_072),
    model("together/meta-llama/Llama-3.3-70B-Instruct-Turbo", ["llama-3.3-70b"], 131_072),
    model("openrouter/qwen/qwen-2.5-72b-instruct", ["qwen2.5-72b"], 32_768),
    model("openrouter/anthropic/claude-sonnet-5.5", [], 1_000_000, temperature: false),
    model("openrouter/openai/gpt-4o", [], 128_000),
    model("openrouter/deepseek/deepseek-v4-pro", [], 1_000_000),
    model("groq/llama-3.3-70b-versatile", ["llama-3.3-70b"], 131_072),
    model("mistral/mistral-large-latest", ["mistral-large"], 131_072),
    model("mistral/mistral-small-latest", ["mistral-small"], 131_072),
  ]

  /// Beginnings of words in model names, and the family that they tell; the one that stands first in a name decides.
  static let families: [(mark: String, family: String)] = [
    ("claude", "claude"),
    ("gpt", "gpt"), ("chatgpt", "gpt"), ("o1", "gpt"), ("o3", "gpt"), ("o4", "gpt"),
    ("gemini", "gemini"), ("gemma", "gemini"),
    ("deepseek", "deepseek"),
    ("qwen", "qwen"), ("qwq", "qwen"),
    ("llama", "llama"), ("codellama", "llama"),
    ("mistral", "mistral"), ("mixtral", "mistral"), ("magistral", "mistral"), ("codestral", "mistral"),
    ("ministral", "mistral"), ("devstral", "mistral"),
    ("grok", "grok"),
    ("kimi", "kimi"), ("glm", "glm"), ("phi", "phi"), ("command", "command"), ("nova", "nova"), ("granite", "granite"),
    ("nemotron", "nemotron"), ("minimax", "minimax"), ("jamba", "jamba"), ("yi", "yi"), ("falcon", "falcon"),
  ]

  /// Aliases are of the same provider as the model.
  private static func model(
    _ wire: String, _ aliases: [String], _ contextWindow: Int, temperature: Bool = true
  ) -> KnownModel {
    let slash = wire.firstIndex(of: "/") ?? wire.endIndex
    let provider = String(wire[..<slash])
    return KnownModel(
      wire: ModelName(provider: provider, model: String(wire[slash...].dropFirst())),
      aliases: aliases.map { ModelName(provider: provider, model: $0) }, contextWindow: contextWindow,
      acceptsTemperature: temperature)
  }
}
