namespace OrderedBlocks.Tests.Differential;

/// <summary>Builders of the blocks that are compared.</summary>
internal static class Subjects
{
    /// <summary>Dataflow's own block: the reference.</summary>
    public static Subject TransformBlock(DelegateRequest request)
    {
        TransformBlock<int, int> block = request.Kind == DelegateKind.Synchronous
            ? new(request.Synchronous, request.Options)
            : new(request.Asynchronous, request.Options);
        return new Subject(block, block, () => block.InputCount, () => block.OutputCount);
    }
}
