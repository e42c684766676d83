import Artifacts
import Foundation
import Rubrics
import YAMLFiles

/// Where a team's files are read: from the disk, or from one revision of the repository.
enum FileSource: Sendable {
  case disk
  case revision(RevisionFiles)

  /// The revision that holds `path`; nil for a path on the disk, as one outside of the repository is in any case.
  private func holding(_ path: String) -> RevisionFiles? {
    guard case .revision(let files) = self, files.standing(at: path) != .outside else { return nil }
    return files
  }

  /// The path of a file from the root of the repository of which a revision decides; nil for one outside, and on the disk.
  func place(of path: String) -> String? {
    guard case .revision(let files) = self else { return nil }
    return files.place(of: path)
  }

  /// The path as messages name it: with the revision, so that nobody looks in the working tree.
  func shown(_ path: String) -> String { holding(path).map { "\(path) at \($0.revision)" } ?? path }

  /// Whether anything is at `path`: a link that points nowhere and a place that may not be looked at are something, so that
  /// the shipped files never take a team's place without a word.
  func stands(at path: String) -> Bool {
    if let files = holding(path) { return files.standing(at: path) != .nothing }
    var status = stat()
    return lstat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// The text of a file; nil where there is none.
  func text(at path: String) throws(FileProblems) -> String? {
    guard stands(at: path) else { return nil }
    if let files = holding(path) {
      do {
        guard let bytes = try files.bytes(at: path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw problem(path, "is not UTF-8. Check its encoding.")
        }
        return text
      } catch let fault as RevisionFileFault {
        throw problem(path, fault.reason + ".")
      } catch let problems as FileProblems {
        throw problems
      } catch {
        throw problem(path, "\(error)")
      }
    }
    guard Self.isRegular(path) else { throw problem(path, "is no regular file. Put the file itself there.") }
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
    else { throw problem(path, "cannot be read, or is not UTF-8. Check its permissions and encoding.") }
    return text
  }

  /// The names in a folder, sorted; none when it does not exist.
  func names(in folder: String) throws(FileProblems) -> [String] {
    guard stands(at: folder) else { return [] }
    if let files = holding(folder) {
      do { return try files.names(in: folder) } catch { throw problem(folder, error.reason + ".") }
    }
    do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw problem(folder, "is not a folder that can be read. Mend it, or remove it to use the shipped files.")
    }
  }

  /// The documents of a directory of decision records.
  ///
  /// - Throws: `RubricDirectoryError` where there is no such directory, `FileProblems` for what a revision cannot say.
  func records(in directory: String) throws -> [RecordDocument] {
    let name = RecordDirectory.name(of: directory)
    guard let files = holding(directory) else { return try RecordDirectory.documents(in: directory, named: name) }
    guard files.standing(at: directory) != .nothing else { throw RubricDirectoryError.unreadable(shown(directory)) }
    var texts: [String: String] = [:]
    var unread: [RecordDocument] = []
    do {
      for path in try files.files(below: directory) where !RecordDirectory.isHidden(path) {
        let place = "\(directory)/\(path)"
        if RecordDirectory.holds(path) {
          texts[path] = try text(at: place)
        } else if files.standing(at: place) == .closed {
          // It may stand for a folder of records, which nobody follows and nobody is to miss.
          unread.append(
            RecordDocument(
              path: name.isEmpty ? path : "\(name)/\(path)",
              unreadable: "it is a link or a submodule; put the folder itself there"))
        }
      }
    } catch let fault as RevisionFileFault {
      throw problem(directory, fault.reason + ".")
    }
    return RecordDirectory.documents(of: texts, named: name) + unread
  }

  /// What was thrown of a file, said of the file of the revision.
  func naming(_ problems: FileProblems) -> FileProblems {
    FileProblems(
      problems.problems.map { problem in
        guard holding(problem.path) != nil, stands(at: problem.path) else { return problem }
        return FileProblem(
          path: shown(problem.path), line: problem.line, column: problem.column, key: problem.key,
          message: problem.message)
      })
  }

  private func problem(_ path: String, _ message: String) -> FileProblems {
    FileProblems([FileProblem(path: shown(path), message: message)])
  }

  /// Whether a file is there, or a link to one: a pipe would be waited on for ever.
  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }
}

extension FileSource {
  /// The document at a path, which may not be there.
  var record: @Sendable (String) -> RecordDocument {
    guard case .revision = self else { return { RecordDocument(path: $0, file: $0) } }
    return { path in
      do {
        guard let text = try self.text(at: path) else {
          return RecordDocument(path: path, unreadable: "it is not there")
        }
        return RecordDocument(path: path, text: text)
      } catch {
        return RecordDocument(path: path, unreadable: "\(error)")
      }
    }
  }
}

extension TeamFiles {
  /// The directory of generated rubrics.
  ///
  /// - Throws: `FileProblems` for files of a revision that cannot be read.
  var generated: GeneratedDirectory {
    get throws {
      let path = StaleRubrics.directory
      guard commit != nil else { return GeneratedDirectory(path: path) }
      var texts: [String: String] = [:]
      for name in try names(in: path) where name.hasSuffix(".yaml") { texts[name] = try text(at: "\(path)/\(name)") }
      return GeneratedDirectory(path: path, holding: texts)
    }
  }

  /// What every judgment says where the files of a revision decided; nil where those of the working tree did.
  ///
  /// By the commit alone: a run that goes on says the same, whatever a branch is called by then.
  var banner: String? {
    commit.map { "everything that decides was read from commit \($0.prefix(12)), not from the working tree" }
  }
}
