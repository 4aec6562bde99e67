namespace ParallelGzip.Files;

/// <summary>The input as it was found: a file, or standard input where <see cref="Path"/> is <see langword="null"/>.</summary>
internal sealed class InputFile : IDisposable
{
    private InputFile(Stream stream, string name, string? path, long? length)
    {
        Stream = stream;
        Name = name;
        Path = path;
        Length = length;
    }

    public Stream Stream { get; }

    /// <summary>For messages.</summary>
    public string Name { get; }

    public string? Path { get; }

    /// <summary><see langword="null"/> for a pipe.</summary>
    public long? Length { get; }

    /// <summary>The file whose mode and time the output takes: a real file, not a pipe.</summary>
    public string? ModelPath => Length is null ? null : Path;

    public static InputFile Open(string input, Stream standardInput)
    {
        if (input == Settings.StandardStream)
        {
            return new InputFile(standardInput, "standard input", path: null, length: null);
        }

        if (Directory.Exists(input))
        {
            throw new UserErrorException($"cannot read {input}: it is a directory");
        }

        try
        {
            // Blocks are larger than any buffer, so the stream needs none. Others may go on writing, as with gzip.
            var stream = new FileStream(
                input, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);
            return new InputFile(stream, input, input, stream.CanSeek ? stream.Length : null);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"cannot read {input}: no such file", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UserErrorException($"cannot read {input}: permission denied", fault);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or NotSupportedException)
        {
            throw UserErrorException.From($"cannot read {input}", fault);
        }
    }

    public void Dispose()
    {
        // Standard input belongs to the caller.
        if (Path is not null)
        {
            Stream.Dispose();
        }
    }
}
