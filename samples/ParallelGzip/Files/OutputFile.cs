namespace ParallelGzip.Files;

/// <summary>
/// Where the result goes. A file is written beside its place under a name of its own, and takes its place in one step when
/// it is whole; without that step, disposing removes it. So nobody ever sees half a file. Standard output and devices are
/// written to as they are.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly bool _ownsStream;

    // Null where there is nothing to rename; null again once it has been renamed.
    private TemporaryFile? _temporary;

    private OutputFile(Stream stream, string name, bool ownsStream, TemporaryFile? temporary)
    {
        Stream = stream;
        Name = name;
        _ownsStream = ownsStream;
        _temporary = temporary;
    }

    public Stream Stream { get; }

    /// <summary>For messages.</summary>
    public string Name { get; }

    /// <summary>Standard output belongs to the caller.</summary>
    public static OutputFile Standard(Stream standardOutput) =>
        new(standardOutput, "standard output", ownsStream: false, temporary: null);

    /// <param name="path">The final place.</param>
    /// <param name="modelPath">The file whose mode and time the output takes, if any.</param>
    /// <param name="replace">Whether a file that is there already may be replaced.</param>
    public static OutputFile Create(string path, string? modelPath, bool replace)
    {
        if (Directory.Exists(path))
        {
            throw new UserErrorException($"cannot write {path}: it is a directory");
        }

        if (!replace && !IsDevice(path) && TemporaryFile.IsTaken(path))
        {
            throw AlreadyExists(path, cause: null);
        }

        try
        {
            if (IsDevice(path))
            {
                var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                return new OutputFile(device, path, ownsStream: true, temporary: null);
            }

            var temporary = new TemporaryFile(path, modelPath, replace);
            return new OutputFile(temporary.Stream, path, ownsStream: true, temporary);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new UserErrorException($"cannot write {path}: no such directory", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UserErrorException($"cannot write {path}: permission denied", fault);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or NotSupportedException)
        {
            throw UserErrorException.From($"cannot write {path}", fault);
        }
    }

    /// <summary>The output is whole: puts it in its place.</summary>
    public void Commit()
    {
        try
        {
            Stream.Flush();
            _temporary?.MoveToFinalPlace();
            _temporary = null;
        }
        catch (IOException fault) when (_temporary is { Replace: false } && TemporaryFile.IsTaken(Name))
        {
            // Somebody else made it in the meantime.
            throw AlreadyExists(Name, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw UserErrorException.From($"cannot write {Name}", fault);
        }
    }

    public void Dispose()
    {
        _temporary?.Remove();
        if (_ownsStream)
        {
            Stream.Dispose();
        }
    }

    // Renaming a file over /dev/null would replace the device, for everybody.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);

    private static UserErrorException AlreadyExists(string path, Exception? cause) =>
        new($"{path} already exists; --force replaces it", cause!);
}
