namespace OrderedBlocks.Observation;

/// <summary>Nobody listens to a block of the model.</summary>
internal sealed class BlockEvents
{
    public static BlockEvents Log { get; } = new();

    public bool AreOn() => false;

    public bool AreOnForWorkers() => false;

    public void BlockCreated(string name, int capacity, int parallelism)
    {
    }

    public void WorkerStarted(string name, int workerId)
    {
    }

    public void WorkerRetired(string name, int workerId)
    {
    }

    public void BlockCompleted(string name)
    {
    }

    public void BlockCanceled(string name)
    {
    }

    public void LogFault(string name, IEnumerable<Exception> errors)
    {
    }
}
