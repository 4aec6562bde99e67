namespace ParallelGzip;

/// <summary>Hears how many bytes of the input were read. Called by one thread at a time.</summary>
internal interface IByteProgress
{
    void Add(long bytes);
}
