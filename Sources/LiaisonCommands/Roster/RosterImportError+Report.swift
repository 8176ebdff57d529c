import LiaisonDesk
import LiaisonRoster
import LiaisonWording

extension CommandContext {
    /// Says everything that keeps files from being imported.
    ///
    /// - Parameter error: What is wrong.
    /// - Returns: The failure to end with, which counts it.
    func report(_ error: RosterImportError) -> CommandFailure {
        for file in error.files {
            say(
                line: file.sentence(Assets.pages(language)) { $0.sentence(wording) }, style: .red)
        }
        for row in error.rows { say(line: row.sentence(Assets.pages(language))) }
        let isAboutRows = error.files.isEmpty
        return CommandFailure(
            isAboutRows ? "roster.import.bad-rows" : "roster.import.bad-files",
            ["rows": "\(error.rows.count)", "files": "\(error.files.count)"],
            remedy: isAboutRows ? "roster.import.bad-rows.remedy" : nil)
    }

    /// Says what is to be known of files that can be imported.
    func report(warningsOf imported: RosterImport) {
        for sentence in imported.warnings(Assets.pages(language)) { say(line: sentence, style: .yellow) }
    }
}
