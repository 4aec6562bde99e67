namespace ParallelGzip.Pipeline;

/// <summary>How a pipeline runs.</summary>
internal sealed record PipelineOptions(Engine Engine, int Parallelism)
{
    /// <summary>
    /// How many chunks the block holds, those being worked on included, and with that the memory that a file of any size
    /// takes. Two for each worker: one in work, and one that waits, for its turn to be worked on or to be written.
    /// </summary>
    public int Capacity => Math.Max(4, 2 * Parallelism);
}
