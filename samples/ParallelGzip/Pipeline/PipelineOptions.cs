namespace ParallelGzip.Pipeline;

/// <summary>How a pipeline runs.</summary>
internal sealed record PipelineOptions(Engine Engine, int Parallelism)
{
    // Chunks that are done and wait while a worker before them was put off its core by somebody else's program.
    private const int Slack = 8;

    /// <summary>
    /// How many chunks the block holds, those being worked on included, and with that the memory that a file of any size
    /// takes. Two for each worker, one in work and one to go on with, and some slack.
    /// </summary>
    public int Capacity => (2 * Parallelism) + Slack;
}
