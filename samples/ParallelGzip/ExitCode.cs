namespace ParallelGzip;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>The shells' code for a program that Ctrl-C ended: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The shells' code for a program that was asked to end: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
