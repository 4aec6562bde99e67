namespace ParallelGzip;

/// <summary>Nobody looks at how many bytes were read.</summary>
internal sealed class NoProgress : IProgress<long>
{
    public void Report(long value)
    {
    }
}
