namespace ParallelGzip.Files;

/// <summary>A file in the making, in the folder of the file it will be, so that a rename is enough.</summary>
internal sealed class TemporaryFile
{
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly string _path;
    private readonly string _finalPath;
    private readonly string? _modelPath;

    public TemporaryFile(string finalPath, string? modelPath, bool replace)
    {
        _finalPath = Path.GetFullPath(finalPath);
        _modelPath = modelPath;
        Replace = replace;

        // A short name of its own: the final name may be as long as the file system allows.
        _path = Path.Combine(Path.GetDirectoryName(_finalPath) ?? _finalPath, $".pgz-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Delete,
            BufferSize = 0,
        };
        if (modelPath is not null && !OperatingSystem.IsWindows())
        {
            // Nobody reads a copy of a private file before it has the private file's mode.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Stream = new FileStream(_path, options);
    }

    public FileStream Stream { get; }

    public bool Replace { get; }

    /// <summary>Whether something has the name, a link that leads nowhere included.</summary>
    public static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    public void MoveToFinalPlace()
    {
        // Closed first: a network file system may find out only now that it has no room.
        Stream.Dispose();
        if (_modelPath is not null)
        {
            CopyAttributes(_modelPath);
        }

        File.Move(_path, _finalPath, Replace);
    }

    public void Remove()
    {
        Stream.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The fault that led here is the one to report.
        }
    }

    private void CopyAttributes(string modelPath)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Not the set-user-id bits: the owner may be another one.
                File.SetUnixFileMode(_path, File.GetUnixFileMode(modelPath) & Permissions);
            }

            File.SetLastWriteTimeUtc(_path, File.GetLastWriteTimeUtc(modelPath));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A file system without modes, or an input removed meanwhile: the data is whole, and that is what counts.
        }
    }
}
