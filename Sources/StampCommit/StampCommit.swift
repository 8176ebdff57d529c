import PackagePlugin

/// Writes the commit that is being built into `LiaisonBuild`.
///
/// The package description can't do it: SwiftPM keeps what it said until that file itself changes, and an old commit
/// would be a lie. This runs whenever a source file or the repository's HEAD has changed, and leaves the generated file
/// alone while it still holds, so that nothing is built for nothing.
@main struct StampCommit: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        let package = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "StampedCommit.swift")
        let sources = context.package.targets.compactMap(\.sourceModule).flatMap { $0.sourceFiles.map(\.url) }
        // In a worktree, .git is a file that names the directory.
        let git = package.appending(path: ".git")
        let pointer = (try? String(contentsOf: git, encoding: .utf8))?.dropFirst("gitdir: ".count).dropLast()
        let directory = pointer.map { type(of: git).init(filePath: String($0)) } ?? git
        let head = [directory.appending(path: "logs/HEAD")]
            .filter { (try? $0.checkResourceIsReachable()) == true }
        // Only a repository of its own counts: an unpacked archive may lie inside somebody else's.
        let script = """
            commit=
            if [ -e "$1/.git" ] && commit=$(git -C "$1" rev-parse --short=12 HEAD 2>/dev/null); then
                changes=$(git --no-optional-locks -C "$1" status --porcelain --untracked-files=no)
                [ -z "$changes" ] || commit="$commit-dirty"
            fi
            line="let stampedCommit = \\"$commit\\""
            [ "$(cat "$2" 2>/dev/null)" = "$line" ] || printf '%s\\n' "$line" >"$2"
            """
        return [
            .buildCommand(
                displayName: "Stamp the commit", executable: .init(filePath: "/bin/sh"),
                arguments: ["-c", script, "sh", package.path, output.path],
                inputFiles: sources.filter { $0 != output } + head, outputFiles: [output])
        ]
    }
}
