using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks;

/// <summary>
/// Options of an ordered block. Everything that <see cref="ExecutionDataflowBlockOptions"/> has means here what it means
/// in Dataflow, with one exception: <see cref="DataflowBlockOptions.EnsureOrdered"/> must stay <see langword="true"/>,
/// its default.
/// </summary>
/// <remarks>
/// A block copies its options when it is constructed; later changes of this object do not reach it. An instance may be
/// used for any number of blocks, but it must not be changed by one thread while another constructs a block with it.
/// </remarks>
public class OrderedBlockOptions : ExecutionDataflowBlockOptions
{
}
