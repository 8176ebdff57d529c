/// What is known of the build that this program comes from; `StampCommit` says it.
package enum Build {
    /// The commit's first twelve digits, with `-dirty` behind where tracked files differed from it; nothing where the
    /// sources were in no git repository of their own.
    package static var commit: String? { stampedCommit.isEmpty ? nil : stampedCommit }
}
