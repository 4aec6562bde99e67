namespace OrderedBlocks.Observation;

/// <summary>Nobody observes a block of the model: the instruments are the process's, and only read.</summary>
internal sealed class BlockMetrics
{
    public const string NameTag = "";
    public const string DropReasonTag = "";

    public static BlockMetrics Shared { get; } = new();

    public bool AreListenedTo => false;

    public void Register(ref int number, IObservedBlock block)
    {
    }

    public void Unregister(ref int number, IObservedBlock block)
    {
    }
}
