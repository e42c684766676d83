import JudgeTypes

/// The marks by which a line betrays its language, each with how much it says.
enum LanguageMarks {
  /// Where in a line a mark stands.
  private enum Place { case start, inside, end, whole }

  private struct Mark {
    let place: Place
    let text: String
    let points: Int
    let ending: String?
  }

  /// The language with the most points, when it has enough of them to be more than chance.
  static func best(in lines: [Substring]) -> SourceLanguage? {
    var points: [SourceLanguage: Int] = [:]
    for line in lines.prefix(400) {
      let text = line.trimmed
      guard !text.isEmpty, !text.hasPrefix("//"), !text.hasPrefix("# ") else { continue }
      let lower = Substring(text.lowercased())
      for (language, marks) in table {
        let seen = language == .sql ? lower : text
        for mark in marks where fits(mark, seen) { points[language, default: 0] += mark.points }
      }
    }
    addTypes(to: &points, from: lines)
    let ranked = points.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.rawValue < $1.key.rawValue }
    guard let first = ranked.first, first.value >= 3 else { return nil }
    return first.key
  }

  /// TypeScript is JavaScript with types, so it takes over what JavaScript has earned.
  private static func addTypes(to points: inout [SourceLanguage: Int], from lines: [Substring]) {
    let types = points[.typescript] ?? 0
    if types >= 3 { points[.typescript] = types + (points[.javascript] ?? 0) } else { points[.typescript] = nil }
  }

  private static func fits(_ mark: Mark, _ line: Substring) -> Bool {
    if let ending = mark.ending, !line.hasSuffix(ending) { return false }
    switch mark.place {
    case .start: return line.hasPrefix(mark.text)
    case .end: return line.hasSuffix(mark.text)
    case .whole: return line == mark.text
    case .inside: return line.contains(mark.text)
    }
  }

  private static func start(_ points: Int, _ texts: String..., ending: String? = nil) -> [Mark] {
    texts.map { Mark(place: .start, text: $0, points: points, ending: ending) }
  }
  private static func inside(_ points: Int, _ texts: String...) -> [Mark] {
    texts.map { Mark(place: .inside, text: $0, points: points, ending: nil) }
  }
  private static func whole(_ points: Int, _ texts: String...) -> [Mark] {
    texts.map { Mark(place: .whole, text: $0, points: points, ending: nil) }
  }

  private static let table: [(SourceLanguage, [Mark])] = scripting + compiled + declarative

  private static let scripting: [(SourceLanguage, [Mark])] = [
    (
      .python,
      start(3, "def ", "async def ", "class ", "elif ", "except ", "with ", "for ", "while ", ending: ":")
        + start(2, "if ", "except:", "else:", "try:", ending: ":")
        + start(3, "if __name__", "print(", "raise ", "@app.")
        + start(2, "from ", "import ", "self.", "return self") + start(-2, "import ", "from ", ending: ";")
        + start(-2, "import ", "from ", ending: "'") + start(-2, "import ", "from ", ending: "\"")
        + inside(1, " is None", " not in ", "self.")
    ),
    (
      .javascript,
      start(3, "module.exports", "export default", "exports.", "console.", "'use strict'", "\"use strict\"")
        + start(2, "const ", "function ", "async function ", "export const ", "export function ", "document.")
        + start(1, "let ", "var ", "} else {", "return ", "await ", ending: ";")
        + inside(2, " => ", "require(", "===", "!==", " from '", " from \"", "new Promise", "async (", "function(")
    ),
    (
      .typescript,
      start(3, "interface ", "export interface ", "export type ", "import type ", "declare ", "export enum ")
        + inside(2, ": string", ": number", ": boolean", ": unknown", ": any", "Promise<", "Record<", " as const")
        + start(2, "private readonly ", "type ", "readonly ")
    ),
    (
      .ruby,
      start(3, "require '", "require_relative ", "puts ", "attr_accessor ", "attr_reader ", "module ", "elsif ")
        + whole(2, "end") + inside(2, " do |", ".each do", "@@", ".nil?") + start(2, "unless ")
    ),
    (.php, inside(4, "<?php") + inside(2, "$this->", "$_GET", "$_POST") + start(1, "$", ending: ";")),
    (
      .shell,
      start(4, "set -e", "set -u", "set -x", "#!/bin/", "if [", "while read", "esac") + whole(3, "fi", "done", "esac")
        + start(
          2, "echo ", "export ", "sudo ", "apt-get ", "curl ", "mkdir ", "cd ", "chmod ", "rm -", "cp ", "source ")
        + inside(2, "$(", "\"$", "${", "; then", "; do", " || exit", ">/dev/null", " | grep ") + whole(2, "then", "do")
    ),
  ]

  private static let compiled: [(SourceLanguage, [Mark])] = [
    (
      .swift,
      start(
        4, "import Foundation", "import SwiftUI", "import UIKit", "@testable import", "extension ", "@main", "protocol "
      )
        + start(
          3, "guard ", "if let ", "public struct ", "public func ", "private func ", "static func ", "mutating func ")
        + start(2, "func ", "struct ", "actor ", "import Testing", "let ", "enum ", ending: "{")
        + start(1, "let ", "var ")
        + inside(2, ") -> ", ") throws", "async throws", ": String", ": Int", "try await ", "@Test ")
        + start(-2, "let ", "var ", "return ", "const ", ending: ";")
    ),
    (
      .go,
      start(4, "func (", "import (", "if err != nil", "defer ", "package main", "go func") + start(3, "package ")
        + inside(2, ":=", "fmt.", "[]string", "*http.", "make(chan") + inside(4, " struct {", " interface {")
        + start(1, "func ", "var ") + start(-4, "package ", ending: ";") + start(-4, "public ", "struct ", "interface ")
    ),
    (
      .java,
      start(4, "import java", "package ", ending: ";") + start(4, "public static void main", "@Override", "import org.")
        + start(3, "public class ", "public final class ", "public interface ", "public record ", "private final ")
        + start(2, "public ", "private ", "protected ", "@Autowired", "@RestController") + inside(3, "System.out.")
        + inside(2, " throws ", "new ArrayList", "String[] ")
        + start(-3, "public func ", "private func ", "public struct ")
    ),
    (
      .kotlin,
      start(3, "fun ", "data class ", "override fun ", "suspend fun ", "import kotlin", "companion object")
        + start(2, "val ", "private val ") + inside(1, "?.", "!!")
    ),
    (
      .rust,
      start(
        4, "use std::", "let mut ", "impl ", "#[derive", "#![", "pub fn ", "pub struct ", "pub enum ", "extern crate ")
        + start(3, "fn ", "mod ", "match ", "async fn ") + inside(3, "println!", "::<", "&mut ", ".unwrap()", "&str")
        + start(2, "use ", "let ", ending: ";")
    ),
    (
      .c,
      start(4, "#include ", "int main(", "#ifndef ", "#ifdef ", "using namespace ", "template <")
        + start(3, "#define ", "typedef ", "static inline ", "printf(", "std::")
        + inside(2, "->", "std::", "char *", "malloc(")
    ),
    (
      .csharp,
      start(4, "using System", "Console.Write", "[HttpGet", "using Microsoft")
        + start(3, "namespace ", "public async Task")
        + start(2, "public class ", "private readonly ", "var ", ending: nil) + inside(2, "{ get; set; }", "{ get; }")
        + start(-1, "var ") + start(2, "public ", "private ")
    ),
    (
      .scala,
      start(4, "import scala", "case class ", "object ") + start(2, "trait ", "val ") + start(3, "def ", ending: "= {")
        + start(3, "def ", ending: "=")
    ),
  ]

  private static let declarative: [(SourceLanguage, [Mark])] = [
    (
      .sql,
      start(4, "select ", "insert into ", "create table", "create index", "create view", "alter table", "drop table")
        + start(4, "delete from ", "create or replace ", "create unique ", "grant ")
        + start(2, "update ", "begin;", "commit;")
        + start(1, "from ", "where ", "join ", "left join ", "order by ", "group by ", "values") + whole(2, "select")
        + inside(2, " primary key", " not null", " varchar(") + start(3, "with ", ending: "as (")
    ),
    (
      .terraform,
      start(
        5, "resource \"", "provider \"", "variable \"", "module \"", "data \"", "output \"", "terraform {", "locals {")
    ),
    (.html, start(4, "<div", "<body", "<script", "<head", "<p>", "<ul")),
    (.dockerfile, start(2, "FROM ", "RUN ", "COPY ", "ENTRYPOINT ", "WORKDIR ", "EXPOSE ")),
  ]
}
