namespace OrderedBlocks.Input;

/// <summary>A target that says whether it has stopped accepting for good. Any thread; takes no lock.</summary>
internal interface ICloseable
{
    bool IsClosed { get; }
}
