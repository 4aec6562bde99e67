namespace ParallelGzip;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    /// <summary>The name that stands for standard input or output.</summary>
    public const string StandardStream = "-";

    /// <summary>A path, <c>-</c>, or <see langword="null"/> for the demonstration.</summary>
    public string? Input { get; init; }

    /// <summary>A path, <c>-</c>, or <see langword="null"/> for the default.</summary>
    public string? Output { get; init; }

    public bool Decompress { get; init; }

    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, CommandLine.MaxParallelism);

    /// <summary>
    /// Half a megabyte: large enough that the dictionary each block starts without costs under half a percent, small
    /// enough that a machine of 64 cores holds some 100 MB of blocks.
    /// </summary>
    public int BlockSize { get; init; } = 512 * 1024;

    public int Level { get; init; } = 6;

    public bool Force { get; init; }

    public bool Quiet { get; init; }
}
