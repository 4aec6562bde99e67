namespace OrderedBlocks.Tests.Differential;

/// <summary>A target to link, and how.</summary>
/// <param name="Target">What stands at the end of the link.</param>
/// <param name="Capacity">The bounded capacity of a buffer or action; -1 for none.</param>
/// <param name="MaxMessages">As in <see cref="DataflowLinkOptions"/>; -1 for no limit.</param>
/// <param name="Propagate">As in <see cref="DataflowLinkOptions"/>.</param>
/// <param name="Append">As in <see cref="DataflowLinkOptions"/>.</param>
/// <param name="Filter">Which outputs the link lets through.</param>
internal sealed record LinkSpec(
    LinkTarget Target, int Capacity, int MaxMessages, bool Propagate, bool Append, LinkFilter Filter)
{
    public DataflowLinkOptions ToOptions() =>
        new() { MaxMessages = MaxMessages, PropagateCompletion = Propagate, Append = Append };

    public override string ToString() =>
        $"{Target}(capacity {Capacity}) max {MaxMessages}{(Propagate ? " propagate" : "")}{(Append ? "" : " first")}" +
        $"{(Filter == LinkFilter.None ? "" : " filter " + Filter)}";
}
