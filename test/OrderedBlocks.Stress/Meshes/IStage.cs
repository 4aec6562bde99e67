using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>A piece of a mesh, and what it has to do to a sequence.</summary>
internal interface IStage
{
    /// <summary>Links the stage's blocks behind a source.</summary>
    /// <param name="source">Where items come from.</param>
    /// <param name="builder">Makes the blocks.</param>
    /// <param name="incoming">What is going to come, lane by lane in order.</param>
    /// <returns>Where they come out.</returns>
    ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming);

    /// <summary>What comes out, lane by lane in order, when this comes in.</summary>
    List<MeshItem> Expect(List<MeshItem> incoming);

    /// <summary>For the watchdog.</summary>
    string Describe();
}
