namespace ParallelGzip;

/// <summary>Nobody looks.</summary>
internal sealed class NoProgress : IByteProgress
{
    public void Add(long bytes)
    {
    }
}
